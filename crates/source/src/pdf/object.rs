//! Reading values out of lopdf's objects, references followed.

use super::matrix::Matrix;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// Dictionary look-ups that follow references and forgive missing or mistyped values.
#[derive(Clone, Copy)]
pub(super) struct Objects<'d>(pub(super) &'d Document);

impl<'d> Objects<'d> {
    /// The object itself, references followed.
    pub(super) fn resolve(self, object: &'d Object) -> Option<&'d Object> {
        self.0.dereference(object).ok().map(|(_, object)| object)
    }

    pub(super) fn get(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
        self.resolve(dict.get(key).ok()?)
    }

    /// The value of `key` and the id of the object it refers to.
    pub(super) fn get_with_id(self, dict: &'d Dictionary, key: &[u8]) -> Option<(Option<ObjectId>, &'d Object)> {
        self.0.dereference(dict.get(key).ok()?).ok()
    }

    pub(super) fn dict(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
        match self.get(dict, key)? {
            Object::Dictionary(dict) => Some(dict),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    pub(super) fn stream(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d Stream> {
        self.get(dict, key)?.as_stream().ok()
    }

    pub(super) fn array(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d [Object]> {
        self.get(dict, key)?.as_array().ok().map(Vec::as_slice)
    }

    pub(super) fn name(self, dict: &'d Dictionary, key: &[u8]) -> Option<&'d [u8]> {
        self.get(dict, key)?.as_name().ok()
    }

    pub(super) fn number(self, dict: &'d Dictionary, key: &[u8]) -> Option<f64> {
        self.as_number(self.get(dict, key)?)
    }

    pub(super) fn as_number(self, object: &'d Object) -> Option<f64> {
        self.resolve(object)?.as_float().ok().map(f64::from)
    }

    /// An array of exactly `N` numbers.
    pub(super) fn numbers<const N: usize>(self, dict: &'d Dictionary, key: &[u8]) -> Option<[f64; N]> {
        let numbers: Option<Vec<f64>> = self.array(dict, key)?.iter().map(|object| self.as_number(object)).collect();
        numbers?.try_into().ok()
    }

    pub(super) fn matrix(self, dict: &'d Dictionary, key: &[u8]) -> Option<Matrix> {
        self.numbers(dict, key).map(Matrix)
    }
}
