//! The command as `crates/cli` builds it. Cargo tells a package's tests the path of the package's own programs alone.

use std::process::ExitCode;

fn main() -> ExitCode {
    fenjie_cli::main()
}
