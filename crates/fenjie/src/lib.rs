//! From a folder of Chinese government notices to validated task records.
