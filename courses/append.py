"""Append-only facts: written once, whatever arrives twice."""

from django.db import connections, models, router


def append_once(row: models.Model) -> bool:
    """Insert a row whose primary key the sender made; tell whether it is new.

    One statement on SQLite and PostgreSQL alike, so two deliveries at the same moment cannot both be
    "first" and no transaction breaks. A row that is already there is left untouched; other rules of
    the table still raise `IntegrityError`.
    """
    model = type(row)
    connection = connections[router.db_for_write(model)]
    fields = model._meta.local_concrete_fields
    quote = connection.ops.quote_name
    key = quote(str(model._meta.pk.column))
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks}) "  # noqa: S608 - our own names
            f"ON CONFLICT ({key}) DO NOTHING RETURNING {key}",
            values,
        )
        is_new = cursor.fetchone() is not None
    row._state.adding = False
    return is_new
