//! Identifiers that are there twice.

use crate::incident::Incidents;
use crate::ledger::Ledger;

/// Flags every incident whose identifier another one has too; none is merged.
pub(super) fn flag_duplicates(incidents: &Incidents, ledger: &mut Ledger) {
    let mut seen: std::collections::HashMap<&str, (usize, bool)> =
        std::collections::HashMap::with_capacity(incidents.len());
    let mut flag = |index: usize| {
        let reason = &mut ledger.entries[incidents.entry[index]].reason;
        if !reason.is_empty() {
            reason.push(';');
        }
        reason.push_str("duplicate_id");
    };
    for (index, id) in incidents.id.iter().enumerate().filter(|(_, id)| !id.is_empty()) {
        match seen.entry(id) {
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert((index, false));
            }
            std::collections::hash_map::Entry::Occupied(mut place) => {
                let (first, flagged) = place.get_mut();
                if !*flagged {
                    flag(*first);
                    *flagged = true;
                }
                flag(index);
            }
        }
    }
}
