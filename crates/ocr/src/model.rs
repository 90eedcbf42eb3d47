use crate::Error;
use crate::catalogue::{Catalogue, ModelEntry, ModelFile};
use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use std::path::Path;
use std::sync::Arc;

/// The two networks of a model and what their classes mean; shared by all threads.
pub struct Engine {
    name: String,
    pub(crate) detector: Network,
    pub(crate) recognizer: Network,
    pub(crate) alphabet: Alphabet,
}

impl Engine {
    /// Loads the model `name` (`tiny`, `small`) that [`install`](crate::install) put under `folder`.
    ///
    /// # Errors
    /// [`Error::UnknownModel`] for a name that the catalogue does not hold, [`Error::NotInstalled`] when a file is
    /// missing, [`Error::Damaged`] when one is not what the catalogue says, [`Error::Network`] when it does not load.
    pub fn load(folder: &Path, name: &str) -> Result<Self, Error> {
        let entry = Catalogue::built_in().model(name)?;
        let folder = folder.join(name);
        let read = |file: &ModelFile| {
            let path = folder.join(&file.name);
            let bytes =
                std::fs::read(&path).map_err(|_| Error::NotInstalled { model: name.to_owned(), path: path.clone() })?;
            if file.matches(&bytes) { Ok(bytes) } else { Err(Error::Damaged { path }) }
        };
        let files = &entry.files;
        Self::from_bytes(&entry, read(&files.detector)?, read(&files.recognizer)?, &read(&files.alphabet)?)
    }

    /// The tiny model that was compiled into this program; `None` without the feature `embed-tiny`.
    ///
    /// # Errors
    /// [`Error::Network`] when the model does not load.
    pub fn embedded() -> Option<Result<Self, Error>> {
        #[cfg(feature = "embed-tiny")]
        {
            let entry = Catalogue::built_in().model("tiny");
            Some(entry.and_then(|entry| {
                let detector = include_bytes!(concat!(env!("OUT_DIR"), "/detector.onnx"));
                let recognizer = include_bytes!(concat!(env!("OUT_DIR"), "/recognizer.onnx"));
                let alphabet = include_bytes!(concat!(env!("OUT_DIR"), "/alphabet.txt"));
                Self::from_bytes(&entry, detector.to_vec(), recognizer.to_vec(), alphabet)
            }))
        }
        #[cfg(not(feature = "embed-tiny"))]
        None
    }

    fn from_bytes(entry: &ModelEntry, detector: Vec<u8>, recognizer: Vec<u8>, alphabet: &[u8]) -> Result<Self, Error> {
        Ok(Self {
            name: entry.name.clone(),
            detector: Network::load(detector)?,
            recognizer: Network::load(recognizer)?,
            alphabet: Alphabet::read(alphabet),
        })
    }

    /// The model's name in the catalogue.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the model knows the character at all. A character that it does not know is read as a look-alike.
    pub fn knows(&self, c: char) -> bool {
        self.alphabet.classes.contains(&c)
    }
}

/// A neural network with one input and one output.
pub(crate) struct Network {
    model: Model,
}

thread_local! {
    /// A page is read on one core; a folder uses all cores by reading as many pages at once.
    static ONE_THREAD: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

impl Network {
    fn load(onnx: Vec<u8>) -> Result<Self, Error> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = options.load(onnx).map_err(|error| Error::Network(error.to_string()))?;
        Ok(Self { model })
    }

    pub fn run<const N: usize, const M: usize>(&self, input: NdTensor<f32, N>) -> Result<NdTensor<f32, M>, Error> {
        let options = ONE_THREAD.with(|pool| RunOptions::default().with_thread_pool(Some(Arc::clone(pool))));
        let output = self.model.run_one(input.into(), Some(options)).map_err(|e| Error::Network(e.to_string()))?;
        output.try_into().map_err(|e: rten::TryFromValueError| Error::Network(e.to_string()))
    }
}

/// What each class of the recogniser stands for: class 0 is "nothing", the last is a blank.
pub(crate) struct Alphabet {
    classes: Vec<char>,
}

impl Alphabet {
    /// One character a line; a line of several characters (the small model's flags) stands for its first.
    fn read(file: &[u8]) -> Self {
        let file = String::from_utf8_lossy(file);
        let first = |line: &str| line.trim_end_matches('\r').chars().next().unwrap_or(' ');
        Self { classes: file.lines().map(first).collect() }
    }

    pub fn get(&self, class: usize) -> Option<char> {
        match class.checked_sub(1)? {
            index if index == self.classes.len() => Some(' '),
            index => self.classes.get(index).copied(),
        }
    }
}
