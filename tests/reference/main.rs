//! Files of other publishers, which are no part of the project: without them these tests say so and pass.

mod other_data;
mod read_reference;
