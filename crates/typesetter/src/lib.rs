//! Development only: typesets tables and flattens them as text extractors do.
