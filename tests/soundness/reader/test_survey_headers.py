"""Answers as survey tools export them: one to three lines of headers, questions in words, groups, titles."""

from __future__ import annotations

import pytest

from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

# What the file is, its text, how many answers it holds, and how some of its columns are called, or end.
EXPORTS = [
    (
        "sm checkbox",
        """\
Respondent ID,Collector ID,Start,End,"How likely are you to recommend us?",Which features?,,,What could be better?
,,,,Response,Reports,Alerts,API,Open-Ended Response
11800,99,04/01/2026 10:00:00 AM,04/01/2026 10:05:00 AM,2,,Alerts,,
11801,99,04/02/2026 10:00:00 AM,04/02/2026 10:05:00 AM,3,Reports,Alerts,,Good
11802,99,04/03/2026 10:00:00 AM,04/03/2026 10:05:00 AM,4,,Alerts,,Good
11803,99,04/04/2026 10:00:00 AM,04/04/2026 10:05:00 AM,5,Reports,Alerts,,Good
11804,99,04/05/2026 10:00:00 AM,04/05/2026 10:05:00 AM,6,,Alerts,,Good
11805,99,04/06/2026 10:00:00 AM,04/06/2026 10:05:00 AM,7,Reports,Alerts,,Good
11806,99,04/07/2026 10:00:00 AM,04/07/2026 10:05:00 AM,8,,Alerts,,Good
11807,99,04/08/2026 10:00:00 AM,04/08/2026 10:05:00 AM,9,Reports,Alerts,,Good
""",
        8,
        ["Respondent ID", "How likely are you to recommend us?"],
    ),
    (
        "sm matrix",
        """\
Respondent ID,Start Date,Email Address,Please rate,,,Comments
,,,Speed,Support,Price,Open-Ended Response
110,05/01/2026,u0@x.io,Good,Bad,Good,text 0
111,05/02/2026,u1@x.io,Good,Bad,Good,text 1
112,05/03/2026,u2@x.io,Good,Bad,Good,text 2
113,05/04/2026,u3@x.io,Good,Bad,Good,text 3
114,05/05/2026,u4@x.io,Good,Bad,Good,text 4
115,05/06/2026,u5@x.io,Good,Bad,Good,text 5
""",
        6,
        ["Respondent ID", "Email Address"],
    ),
    (
        "qualtrics3",
        """\
StartDate,EndDate,Status,Progress,Finished,ResponseId,Q1_NPS_GROUP,Q1,Q2
Start Date,End Date,Response Type,Progress,Finished,Response ID,NPS - Group,"On a scale of 0-10, how likely?",Why?
"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}","{""ImportId"":""endDate""}","{""ImportId"":""status""}","{""ImportId"":""progress""}","{""ImportId"":""finished""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1_NPS_GROUP""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"
2026-04-10 10:00:00,2026-04-10 10:03:00,IP Address,100,True,R_0,Promoter,5,Because
2026-04-11 10:00:00,2026-04-11 10:03:00,IP Address,100,True,R_1,Promoter,6,Because
2026-04-12 10:00:00,2026-04-12 10:03:00,IP Address,100,True,R_2,Promoter,7,Because
2026-04-13 10:00:00,2026-04-13 10:03:00,IP Address,100,True,R_3,Promoter,8,Because
2026-04-14 10:00:00,2026-04-14 10:03:00,IP Address,100,True,R_4,Promoter,9,Because
""",
        5,
        ["ResponseId", "Q1"],
    ),
    (
        "qualtrics2 no json",
        """\
StartDate,EndDate,Finished,ResponseId,Q1,Q2
Start Date,End Date,Finished,Response ID,"How likely are you to recommend us?",Why that?
2026-04-10 10:00:00,2026-04-10 10:03:00,True,R_0,4,Because 0
2026-04-11 10:00:00,2026-04-11 10:03:00,True,R_1,5,Because 1
2026-04-12 10:00:00,2026-04-12 10:03:00,True,R_2,6,Because 2
2026-04-13 10:00:00,2026-04-13 10:03:00,True,R_3,7,Because 3
2026-04-14 10:00:00,2026-04-14 10:03:00,True,R_4,8,Because 4
2026-04-15 10:00:00,2026-04-15 10:03:00,True,R_5,9,Because 5
""",
        6,
        ["ResponseId", "Q1"],
    ),
    (
        "qualtrics all text",
        """\
ResponseId,Q1,Q2,Q3
Response ID,What do you like?,What is missing?,Any other comment?
R_0aBc,Speed 0,Nothing,none
R_1aBc,Speed 1,Nothing,none
R_2aBc,Speed 2,Nothing,none
R_3aBc,Speed 3,Nothing,none
R_4aBc,Speed 4,Nothing,none
R_5aBc,Speed 5,Nothing,none
""",
        6,
        ["ResponseId", "Q1"],
    ),
    (
        "gforms",
        """\
Timestamp,Email Address,How likely are you to recommend us?,What should we improve?
1/04/2026 10:00:00,u0@x.io,3,Speed 0
2/04/2026 10:00:00,u1@x.io,4,Speed 1
3/04/2026 10:00:00,u2@x.io,5,Speed 2
4/04/2026 10:00:00,u3@x.io,6,Speed 3
5/04/2026 10:00:00,u4@x.io,7,Speed 4
6/04/2026 10:00:00,u5@x.io,8,Speed 5
""",
        6,
        ["Timestamp", "Email Address"],
    ),
    (
        "title rows",
        """\
Customer satisfaction survey 2026,,,
Exported 2026-05-01,,,
,,,
Response ID,Date,Score,Comment
1,2026-04-01,2,Fine
2,2026-04-02,3,Fine
3,2026-04-03,4,Fine
4,2026-04-04,5,Fine
5,2026-04-05,6,Fine
6,2026-04-06,7,Fine
7,2026-04-07,8,Fine
""",
        7,
        ["Response ID", "Score"],
    ),
    (
        "limesurvey codes",
        """\
"id","submitdate","lastpage","startlanguage","NPS","WHY"
"Response ID","Date submitted","Last page","Start language","How likely are you to recommend us?","Why?"
"1","2026-04-01 10:00:00","3","en","3","ok 0"
"2","2026-04-02 10:00:00","3","en","4","ok 1"
"3","2026-04-03 10:00:00","3","en","5","ok 2"
"4","2026-04-04 10:00:00","3","en","6","ok 3"
"5","2026-04-05 10:00:00","3","en","7","ok 4"
"6","2026-04-06 10:00:00","3","en","8","ok 5"
""",
        6,
        ["id", "NPS"],
    ),
    (
        "typeform",
        """\
#,How likely are you to recommend us?,Why?,Start Date (UTC),Submit Date (UTC),Network ID
abc0x,3,Because,2026-04-01 10:00:00,2026-04-01 10:05:00,n0
abc1x,4,Because,2026-04-02 10:00:00,2026-04-02 10:05:00,n1
abc2x,5,Because,2026-04-03 10:00:00,2026-04-03 10:05:00,n2
abc3x,6,Because,2026-04-04 10:00:00,2026-04-04 10:05:00,n3
abc4x,7,Because,2026-04-05 10:00:00,2026-04-05 10:05:00,n4
abc5x,8,Because,2026-04-06 10:00:00,2026-04-06 10:05:00,n5
""",
        6,
        ["#", "Network ID"],
    ),
    (
        "merged groups q",
        """\
Q1. NPS,,Q2. Satisfaction,,Info,
Score,Comment,Score,Comment,Email,Date
3,Good,1,ok,u0@x.io,2026-04-01
4,Good,2,ok,u1@x.io,2026-04-02
5,Good,3,ok,u2@x.io,2026-04-03
6,Good,4,ok,u3@x.io,2026-04-04
7,Good,5,ok,u4@x.io,2026-04-05
8,Good,1,ok,u5@x.io,2026-04-06
""",
        6,
        ["Email", "Date"],
    ),
    (
        "sm condensed other",
        """\
Respondent ID,Start Date,What is your role?,,How likely are you to recommend Acme?,Anything else?
,,Response,Other (please specify),,Open-Ended Response
110,05/01/2026,Admin,,2,text 0
111,05/02/2026,Admin,,3,text 1
112,05/03/2026,Admin,,4,text 2
113,05/04/2026,Admin,,5,text 3
114,05/05/2026,Admin,,6,text 4
115,05/06/2026,Admin,,7,text 5
116,05/07/2026,Admin,,8,text 6
""",
        7,
        ["Respondent ID", "How likely are you to recommend Acme?"],
    ),
    (
        "qualtrics newlines",
        """\
StartDate,ResponseId,Q1,Q2_1,Q2_2
Start Date,Response ID,"How likely
are you?","Rate:
- Speed","Rate:
- Price"
"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}","{""ImportId"":""QID2_2""}"
2026-04-10 10:00:00,R_0,5,3,4
2026-04-11 10:00:00,R_1,6,3,4
2026-04-12 10:00:00,R_2,7,3,4
2026-04-13 10:00:00,R_3,8,3,4
2026-04-14 10:00:00,R_4,9,3,4
""",
        5,
        ["ResponseId", "Q1"],
    ),
    (
        "units scale row",
        """\
Respondent,Date,NPS,CSAT,Comment
,,0-10,1-5,free text
1,2026-04-01,3,1,ok
2,2026-04-02,4,2,ok
3,2026-04-03,5,3,ok
4,2026-04-04,6,4,ok
5,2026-04-05,7,5,ok
6,2026-04-06,8,1,ok
""",
        6,
        ["Respondent", "NPS"],
    ),
    (
        "two title and groups",
        """\
NPS Survey - Results,,,,,
,,,,,
Respondent,,,Answers,,
ID,Email,Company,NPS,Reason,Answered at
1,u0@x.io,Co 0,3,ok,2026-04-01
2,u1@x.io,Co 1,4,ok,2026-04-02
3,u2@x.io,Co 2,5,ok,2026-04-03
4,u3@x.io,Co 3,6,ok,2026-04-04
5,u4@x.io,Co 4,7,ok,2026-04-05
6,u5@x.io,Co 5,8,ok,2026-04-06
""",
        6,
        ["ID", "NPS"],
    ),
    (
        "zoho survey two",
        """\
Response ID,IP Address,Start Time,How satisfied are you?,How satisfied are you?,How satisfied are you?
,,,Product,Service,Price
1,1.2.3.0,2026-04-01 10:00,1,4,3
2,1.2.3.1,2026-04-02 10:00,2,4,3
3,1.2.3.2,2026-04-03 10:00,3,4,3
4,1.2.3.3,2026-04-04 10:00,4,4,3
5,1.2.3.4,2026-04-05 10:00,5,4,3
6,1.2.3.5,2026-04-06 10:00,1,4,3
""",
        6,
        ["Response ID", "Start Time"],
    ),
    (
        "numbered first row",
        """\
1,2,3,4,5
ID,Date,Company,Score,Comment
1,2026-04-01,Co,2,fine
2,2026-04-02,Co,3,fine
3,2026-04-03,Co,4,fine
4,2026-04-04,Co,5,fine
5,2026-04-05,Co,6,fine
6,2026-04-06,Co,7,fine
""",
        6,
        ["ID", "Score"],
    ),
    (
        "jotform quoted",
        """\
"Submission Date","Full Name","How likely are you to recommend us (0 = no, 10 = yes)?","Comments","Submission ID"
"2026-04-01 10:00:00","Ann 0","3","line one
line two","550"
"2026-04-02 10:00:00","Ann 1","4","line one
line two","551"
"2026-04-03 10:00:00","Ann 2","5","line one
line two","552"
"2026-04-04 10:00:00","Ann 3","6","line one
line two","553"
"2026-04-05 10:00:00","Ann 4","7","line one
line two","554"
"2026-04-06 10:00:00","Ann 5","8","line one
line two","555"
""",
        6,
        ["Submission Date", "Submission ID"],
    ),
    (
        "alchemer long",
        """\
Response ID,Started,Date Submitted,Status,1.How likely are you to recommend us?,2.Why?,Email:Contact Information
1,2026-04-01 10:00:00,2026-04-01 10:01:00,Complete,3,x,u0@x.io
2,2026-04-02 10:00:00,2026-04-02 10:01:00,Complete,4,x,u1@x.io
3,2026-04-03 10:00:00,2026-04-03 10:01:00,Complete,5,x,u2@x.io
4,2026-04-04 10:00:00,2026-04-04 10:01:00,Complete,6,x,u3@x.io
5,2026-04-05 10:00:00,2026-04-05 10:01:00,Complete,7,x,u4@x.io
6,2026-04-06 10:00:00,2026-04-06 10:01:00,Complete,8,x,u5@x.io
""",
        6,
        ["Response ID", "Status"],
    ),
    (
        "delighted desc last",
        """\
Survey: Relationship NPS
Period: Q2 2026
Responses: 6

Person,Email,Score,Comment,Responded
Ann 0,u0@x.io,3,ok,2026-04-01
Ann 1,u1@x.io,4,ok,2026-04-02
Ann 2,u2@x.io,5,ok,2026-04-03
Ann 3,u3@x.io,6,ok,2026-04-04
Ann 4,u4@x.io,7,ok,2026-04-05
Ann 5,u5@x.io,8,ok,2026-04-06
""",
        6,
        ["Person", "Score"],
    ),
    (
        "german two lines",
        """\
Teilnehmer;Datum;Wie wahrscheinlich ist es, dass Sie uns empfehlen?;;Kontakt;
;;Bewertung;Begründung;E-Mail;Firma
1;01.04.2026;3;gut;u0@x.io;Firma 0
2;02.04.2026;4;gut;u1@x.io;Firma 1
3;03.04.2026;5;gut;u2@x.io;Firma 2
4;04.04.2026;6;gut;u3@x.io;Firma 3
5;05.04.2026;7;gut;u4@x.io;Firma 4
6;06.04.2026;8;gut;u5@x.io;Firma 5
""",
        6,
        ["Teilnehmer", "Datum"],
    ),
    (
        "only text data one header",
        """\
Name,Team,Favourite feature,Comment
Ann 0,Sales,Reports,like it a lot 0
Ann 1,Sales,Reports,like it a lot 1
Ann 2,Sales,Reports,like it a lot 2
Ann 3,Sales,Reports,like it a lot 3
Ann 4,Sales,Reports,like it a lot 4
Ann 5,Sales,Reports,like it a lot 5
""",
        6,
        ["Name", "Comment"],
    ),
]


@pytest.mark.parametrize(("name", "text", "answers", "columns"), EXPORTS, ids=[one[0] for one in EXPORTS])
def test_each_answer_is_a_row_under_the_headers(name: str, text: str, answers: int, columns: list[str]) -> None:
    (raw,) = read(Source(f"{name}.csv", text.encode()))
    assert raw.cells.num_rows == answers
    for column in columns:
        assert any(header.endswith(column) for header in raw.headers)
