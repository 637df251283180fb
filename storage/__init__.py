"""Where articles live; the only importer of SQLAlchemy."""
