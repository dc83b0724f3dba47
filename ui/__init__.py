"""The window. It knows defcat, and neither SQLAlchemy, nor sqlite, nor reportlab."""
