"""The same statuses for other programs and for spreadsheets."""

import csv
from io import StringIO

import pytest


@pytest.fixture
def table(client):
    def table(url="/trends/csv/"):
        answer = client.get(url)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer["Content-Disposition"]
        return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))

    return table


@pytest.mark.parametrize("url", ["/trends/json/", "/trends/data.json"])
def test_json_tells_a_gap_from_a_brief_that_did_not_judge(client, public_brief, url):
    public_brief("Tea", week=0)
    public_brief("Silence", week=2, status="")

    data = client.get(url).json()
    economy, *others = data["topics"]

    assert data["scale"] == "week"
    assert data["periods"][0] == {"period": "2026-w23", "first_day": "2026-06-01", "last_day": "2026-06-07"}
    assert [found["status"] for found in economy["statuses"]] == ["worsened", None, "not_assessed"]
    assert economy["statuses"][0]["brief"]["url"] == "http://testserver/tea/"
    assert economy["statuses"][1] == {"period": "2026-w24", "status": None, "briefs": 0}
    assert [topic["slug"] for topic in others] == ["security", "society"]


@pytest.mark.parametrize("url", ["/trends/csv/", "/trends/data.csv"])
def test_csv_has_a_line_for_each_topic_and_period(table, public_brief, url):
    public_brief("Tea", week=0)
    public_brief("Чай", week=2, status="")

    lines = table(url)

    assert len(lines) == 9
    assert lines[0] == {
        "topic": "Economy",
        "slug": "economy",
        "period": "2026-w23",
        "first_day": "2026-06-01",
        "last_day": "2026-06-07",
        "status": "worsened",
        "label": "Worsened",
        "briefs": "1",
        "headline": "Tea",
        "address": "http://testserver/tea/",
    }
    assert (lines[1]["status"], lines[1]["briefs"]) == ("", "0")
    assert (lines[2]["status"], lines[2]["headline"]) == ("not_assessed", "Чай")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\xa0=", "＝"])
def test_a_headline_is_no_formula_in_a_spreadsheet(table, public_brief, start):
    headline = f"{start}HYPERLINK(1)"
    public_brief(headline, slug="formula")

    assert table()[0]["headline"] == "'" + headline


def test_months_can_be_had_as_data(client, table, public_brief):
    public_brief(week=0)
    public_brief(week=1, slug="second")

    assert table("/trends/csv/?by=month")[0]["period"] == "2026-06"
    assert client.get("/trends/json/?by=month").json()["topics"][0]["statuses"][0]["briefs"] == 2


def test_data_hold_ten_years_and_say_where_the_rest_begins(client, public_brief):
    public_brief("Old", week=-600)
    public_brief("New")

    data = client.get("/trends/json/").json()
    rest = client.get(f"/trends/json/?ending={data['older']}").json()

    assert len(data["periods"]) == 520
    assert rest["topics"][0]["statuses"][0]["brief"]["title"] == "Old"
    assert rest["newer"] == data["periods"][-1]["last_day"]


def test_a_site_without_briefs_has_empty_data(client, index):
    assert client.get("/trends/json/").json()["periods"] == []
    assert client.get("/trends/csv/").status_code == 200
