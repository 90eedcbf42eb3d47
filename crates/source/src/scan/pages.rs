//! Pages read one by one: told of as they are done, kept for a later reading, left when the reading is to end.

use super::{Observer, row_numbers, workers};
use crate::{Error, Limits};
use fenjie_ocr::Reading;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was read of one page of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PageReading {
    /// The page, or the two pages of a sheet.
    pub parts: Vec<Reading>,
    /// Width and height in points, where the format states them.
    pub size: Option<(f32, f32)>,
}

/// The form in which an observer keeps a page.
#[derive(Serialize, Deserialize)]
struct Kept<R> {
    /// The models that read it: others may read it otherwise.
    models: String,
    reading: R,
}

/// How the pages of one file are gone through.
#[derive(Clone, Copy)]
pub(super) struct Pass<'a> {
    /// Names of the models in use.
    pub models: &'a str,
    /// Most pages read at once; one a core when 0.
    pub threads: usize,
    /// Bounds of the file.
    pub limits: &'a Limits,
    /// Who looks on.
    pub observer: &'a dyn Observer,
}

impl Pass<'_> {
    /// Reads the pages of these numbers with `read`, which is given the place of a number in the list; what they say
    /// together sets single row numbers right.
    ///
    /// # Errors
    /// [`Error::Stopped`] when the observer ended the reading before the last page; a page's own error stands in its place.
    pub fn over(
        self,
        numbers: &[u32],
        read: impl Fn(usize) -> Result<PageReading, Error> + Sync,
    ) -> Result<Vec<Result<PageReading, Error>>, Error> {
        let done = AtomicUsize::new(0);
        let mut readings = workers::each(numbers.len(), self.threads, |at| {
            let reading = self.page(numbers[at], numbers.len() > 1, || read(at))?;
            self.observer.page_read(done.fetch_add(1, Ordering::Relaxed) + 1, numbers.len());
            Ok(reading)
        });
        if readings.iter().any(|reading| matches!(reading, Err(Error::Stopped))) {
            return Err(Error::Stopped);
        }
        row_numbers::set_right(readings.iter_mut().flatten().flat_map(|reading| &mut reading.parts).collect());
        Ok(readings)
    }

    /// One page, from an earlier reading where there is one. A page alone in its file is not worth keeping.
    fn page(
        self,
        number: u32,
        among_others: bool,
        read: impl FnOnce() -> Result<PageReading, Error>,
    ) -> Result<PageReading, Error> {
        if self.observer.stops() {
            return Err(Error::Stopped);
        }
        if let Some(reading) = self.observer.kept(number).and_then(|bytes| self.taken_over(&bytes)) {
            return Ok(reading);
        }
        self.limits.check_time()?;
        let reading = read()?;
        if among_others {
            let kept = Kept { models: self.models.to_owned(), reading: &reading };
            // What cannot be written down is read again.
            if let Ok(bytes) = serde_json::to_vec(&kept) {
                self.observer.keep(number, &bytes);
            }
        }
        Ok(reading)
    }

    fn taken_over(self, bytes: &[u8]) -> Option<PageReading> {
        let kept: Kept<PageReading> = serde_json::from_slice(bytes).ok()?;
        (kept.models == self.models).then_some(kept.reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_ocr::{Bounds, Char, TextLine};
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    /// Keeps pages in memory and ends the reading after so many of them.
    struct Desk {
        kept: Mutex<BTreeMap<u32, Vec<u8>>>,
        told: Mutex<Vec<(usize, usize)>>,
        most: usize,
    }

    impl Desk {
        fn new(most: usize) -> Self {
            Self { kept: Mutex::default(), told: Mutex::default(), most }
        }
    }

    impl Observer for Desk {
        fn page_read(&self, done: usize, of: usize) {
            self.told.lock().unwrap().push((done, of));
        }

        fn kept(&self, page: u32) -> Option<Vec<u8>> {
            self.kept.lock().unwrap().get(&page).cloned()
        }

        fn keep(&self, page: u32, reading: &[u8]) {
            self.kept.lock().unwrap().insert(page, reading.to_vec());
        }

        fn stops(&self) -> bool {
            self.told.lock().unwrap().len() >= self.most
        }
    }

    fn reading(number: u32) -> PageReading {
        let third = number as f32 / 3.0;
        let bounds = Bounds::new(third, 0.1, 2.0 * third, f32::MIN_POSITIVE);
        let chars = vec![Char { c: '项', bounds, confidence: 1.0 - third / 100.0, raw: Some("顶".to_owned()) }];
        let part = Reading {
            width: 1654,
            height: 2339,
            dpi: 200.0 / 0.999,
            quarters: 0,
            skew: third,
            inked: third,
            lines: vec![TextLine { chars, bounds, size: third, raw: None }],
            specks: Vec::new(),
            rules: Vec::new(),
        };
        PageReading { parts: vec![part], size: Some((595.3, 841.9)) }
    }

    fn pass<'a>(desk: &'a Desk, models: &'a str, limits: &'a Limits) -> Pass<'a> {
        Pass { models, threads: 1, limits, observer: desk }
    }

    #[test]
    fn pages_of_an_ended_reading_are_taken_over_as_they_were_read() {
        let (limits, numbers) = (Limits::default(), [1, 2, 4, 7, 9]);
        let read = Mutex::new(Vec::new());
        let page = |at: usize| {
            read.lock().unwrap().push(numbers[at]);
            Ok(reading(numbers[at]))
        };
        let mut desk = Desk::new(2);
        assert_eq!(pass(&desk, "tiny", &limits).over(&numbers, page), Err(Error::Stopped));
        assert_eq!(*desk.told.lock().unwrap(), [(1, 5), (2, 5)]);
        (desk.told, desk.most) = (Mutex::default(), usize::MAX);
        let resumed = pass(&desk, "tiny", &limits).over(&numbers, page).unwrap();
        assert_eq!(*read.lock().unwrap(), [1, 2, 4, 7, 9], "no page is read twice");
        assert_eq!(resumed, numbers.map(|number| Ok(reading(number))));
        assert_eq!(desk.told.lock().unwrap().last(), Some(&(5, 5)));
    }

    #[test]
    fn pages_that_other_models_read_are_read_again() {
        let (limits, desk) = (Limits::default(), Desk::new(usize::MAX));
        pass(&desk, "tiny", &limits).over(&[1, 2], |_| Ok(reading(1))).unwrap();
        let again = pass(&desk, "tiny, small", &limits).over(&[1, 2], |_| Ok(reading(5))).unwrap();
        assert_eq!(again[0], Ok(reading(5)));
    }

    #[test]
    fn a_page_that_fails_leaves_the_others_whole() {
        let (limits, desk) = (Limits::default(), Desk::new(usize::MAX));
        let failed = |at| if at == 1 { Err(Error::Encrypted(String::new())) } else { Ok(reading(3)) };
        let read = pass(&desk, "tiny", &limits).over(&[1, 2, 3], failed).unwrap();
        assert_eq!(read.iter().filter(|page| page.is_ok()).count(), 2);
        assert!(desk.kept(2).is_none());
    }
}
