//! Workbooks parsed in a process of their own: how this program finds and becomes it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

use crate::error::{Kind, Result};
use crate::project;
use crate::read::{APART, Input, parse_apart};

/// The input that is named on the command line; this program parses it apart if it is a workbook.
///
/// # Errors
/// As `project::input`.
pub(super) fn named(name: impl AsRef<str>) -> Result<Input> {
    let input = project::input(name.as_ref(), Path::new(""))?;
    // where the system does not say which file this program is, workbooks are parsed here, behind the same guards
    Ok(match std::env::current_exe() {
        Ok(program) => input.apart(&program),
        Err(_) => input,
    })
}

/// Parses a workbook from standard input if this process was started for that.
pub(super) fn child() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().as_deref() != Some(OsStr::new(APART)) {
        return None;
    }
    let name = arguments.next().unwrap_or_default();
    let done = parse_apart(&name.to_string_lossy(), &mut std::io::stdin().lock(), std::io::stdout().lock());
    Some(done.map_or(ExitCode::from(Kind::Io.exit_code()), |()| ExitCode::SUCCESS))
}
