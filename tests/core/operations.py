"""Random changes for the tests that take them back: what a form or an import may write."""

from collections.abc import Callable

from hypothesis import strategies as st

from defcat.change import Change

Operation = Callable[[Change, list[int], list[int]], None]
_titles = st.sampled_from(["Tejas", "राजनाथ सिंह", "Defence Minister", "São Tomé", "Ås", "2+2", "x"])
_dates = st.sampled_from([None, "2024-08-23", "2024-08", "2024", "XXXX", "../2004", "2019~"])


def _add_agreement(title: str, date: str | None) -> Operation:
    def operation(change: Change, records: list[int], rows: list[int]) -> None:
        records.append(change.add("agreement", title=title, type="mou", expiry_date=date))

    return operation


def _set(title: str, date: str | None, which: int) -> Operation:
    def operation(change: Change, records: list[int], rows: list[int]) -> None:
        if records:
            record = records[which % len(records)]
            change.set("agreement", record, title=title, expiry_date=date, notes=date)

    return operation


def _event(type: str, date: str | None, which: int) -> Operation:
    def operation(change: Change, records: list[int], rows: list[int]) -> None:
        if records:
            owner = records[which % len(records)]
            rows.append(change.add_part("event", owner, type=type, date=date))

    return operation


def _relate(which: int, other: int) -> Operation:
    def operation(change: Change, records: list[int], rows: list[int]) -> None:
        if records and (a := records[which % len(records)]) != (b := records[other % len(records)]):
            change.add_part("agreement_relation", a, other_id=b, type="amends")

    return operation


def _sign(title: str, which: int) -> Operation:
    def operation(change: Change, records: list[int], rows: list[int]) -> None:
        if rows:
            event = rows[which % len(rows)]
            owner = change._owner("event", event)
            official = change.add("official", title=title)
            change.add_part("signatory", owner, other_id=official, event=event)
            source = change.add("source", title=title, type="website")
            change.add_part("citation", owner, other_id=source, about="event", row=event)

    return operation


def _set_event(date: str | None, which: int) -> Operation:
    def operation(change: Change, records: list[int], rows: list[int]) -> None:
        if rows:
            change.set_part("event", rows[which % len(rows)], date=date)

    return operation


def _remove_event(which: int) -> Operation:
    def operation(change: Change, records: list[int], rows: list[int]) -> None:
        if rows:
            change.remove_part("event", rows.pop(which % len(rows)))

    return operation


def _shelve(how: str, which: int) -> Operation:
    def operation(change: Change, records: list[int], rows: list[int]) -> None:
        if records:
            getattr(change, how)(records[which % len(records)])

    return operation


_which = st.integers(0, 5)
operations = st.one_of(
    st.builds(_add_agreement, _titles, _dates),
    st.builds(_set, _titles, _dates, _which),
    st.builds(_event, st.sampled_from(["signature", "entry-into-force"]), _dates, _which),
    st.builds(_relate, _which, _which),
    st.builds(_sign, _titles, _which),
    st.builds(_set_event, _dates, _which),
    st.builds(_remove_event, _which),
    st.builds(_shelve, st.sampled_from(["bin", "restore", "archive"]), _which),
)
