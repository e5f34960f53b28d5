//! What the values of a Parquet column mean.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

const SECONDS_A_DAY: i64 = 86_400;

/// What a stored value is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Truth,
    /// A whole number, which stays text so that identifiers keep every digit.
    Whole {
        signed: bool,
    },
    /// Days since 1970.
    Day,
    /// A moment: so many units a day since 1970.
    Moment(i64),
    /// A whole number times ten to the power of minus so many.
    Decimal(i32),
    Number,
    Text,
    Uuid,
    /// A point in WKB.
    Wkb,
    /// What is not read, and what to call it.
    Unread(&'static str),
}

/// What the values of a column are.
pub(super) fn kind(column: &ColumnDescriptor) -> Kind {
    use LogicalType as L;
    if column.max_rep_level() > 0 {
        return Kind::Unread("holds a list");
    }
    match (column.physical_type(), column.logical_type_ref()) {
        (Type::BOOLEAN, _) => Kind::Truth,
        (Type::FLOAT | Type::DOUBLE, _) => Kind::Number,
        (Type::INT96, _) => Kind::Moment(SECONDS_A_DAY),
        (Type::BYTE_ARRAY, Some(L::Decimal(of))) => Kind::Decimal(of.scale),
        (Type::BYTE_ARRAY, Some(L::Geometry(_) | L::Geography(_))) => Kind::Wkb,
        (Type::BYTE_ARRAY, _) => Kind::Text,
        (Type::FIXED_LEN_BYTE_ARRAY, Some(L::Uuid)) => Kind::Uuid,
        (Type::FIXED_LEN_BYTE_ARRAY, Some(L::Decimal(of))) => Kind::Decimal(of.scale),
        (Type::FIXED_LEN_BYTE_ARRAY, None) if column.converted_type() == ConvertedType::DECIMAL => {
            Kind::Decimal(column.type_scale())
        }
        (Type::FIXED_LEN_BYTE_ARRAY, _) => Kind::Unread("holds bytes of a kind that is not read"),
        (_, Some(L::Date)) => Kind::Day,
        (_, Some(L::Timestamp(of))) => Kind::Moment(SECONDS_A_DAY * units(&of.unit)),
        (_, Some(L::Time(_))) => Kind::Unread("holds a time of day"),
        (_, Some(L::Decimal(of))) => Kind::Decimal(of.scale),
        (_, Some(L::Integer(of))) => Kind::Whole { signed: of.is_signed },
        (_, Some(_)) => Kind::Whole { signed: true },
        (_, None) => converted(column),
    }
}

fn units(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

/// The older way to say what a whole number means.
fn converted(column: &ColumnDescriptor) -> Kind {
    use ConvertedType as C;
    match column.converted_type() {
        C::DATE => Kind::Day,
        C::TIMESTAMP_MILLIS => Kind::Moment(SECONDS_A_DAY * 1_000),
        C::TIMESTAMP_MICROS => Kind::Moment(SECONDS_A_DAY * 1_000_000),
        C::TIME_MILLIS | C::TIME_MICROS => Kind::Unread("holds a time of day"),
        C::DECIMAL => Kind::Decimal(column.type_scale()),
        C::UINT_8 | C::UINT_16 | C::UINT_32 | C::UINT_64 => Kind::Whole { signed: false },
        _ => Kind::Whole { signed: true },
    }
}
