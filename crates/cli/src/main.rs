//! The `fenjie` command; everything it does is in the library of this crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    fenjie_cli::main()
}
