"""
The segments of X12 004010 that our maps read or write: their elements, types and lengths.

Source: ASC X12 004010, segment and data element dictionary. [general]
"""

from typing import NamedTuple

_ELEMENTS = """
2 N0 1 6      19 AN 2 30    26 ID 2 3     28 N0 1 9     61 AN 1 30    66 ID 1 2     67 AN 2 80    76 AN 1 22
81 R 1 10     87 AN 1 48    88 ID 1 2     91 ID 1 2     92 ID 2 2     93 AN 1 60    96 N0 1 10    97 N0 1 6
98 ID 2 3     100 ID 3 3    116 ID 3 15   118 R 1 9     123 N0 1 6    124 AN 2 15   127 AN 1 30   128 ID 2 3
133 ID 1 2    142 AN 2 15   143 ID 3 3    156 ID 2 2    166 AN 1 55   183 R 1 8     212 R 1 17    234 AN 1 48
235 ID 2 2    248 ID 1 1    280 R 4 10    284 ID 2 2    306 ID 1 2    309 ID 1 2    310 AN 1 30   324 AN 1 22
325 AN 1 20   326 AN 1 45   327 AN 1 8    328 AN 1 30   329 AN 4 9    330 R 1 15    331 ID 2 2    332 R 1 6
337 TM 4 8    347 R 1 10    350 AN 1 20   352 AN 1 80   353 ID 2 2    354 N0 1 6    355 ID 2 2    358 R 1 10
367 AN 1 30   368 ID 2 2    373 DT 8 8    374 ID 3 3    378 ID 1 1    380 R 1 15    382 R 1 10    387 AN 1 35
396 AN 2 30   441 ID 1 1    447 AN 1 6    455 ID 1 2    479 ID 2 2    480 AN 1 12   559 ID 2 2    587 ID 2 2
610 N2 1 15   623 ID 2 2    628 AN 1 12   639 ID 2 2    640 ID 2 2    641 ID 3 3    646 R 1 15    662 ID 1 1
668 ID 2 2    669 ID 3 3    670 ID 2 2    671 R 1 9     673 ID 2 2    706 ID 2 2    715 ID 1 1    716 ID 1 3
717 ID 1 1    718 ID 1 3    719 N0 1 6    720 ID 1 3    721 ID 2 3    723 ID 1 3    724 AN 1 99   725 N0 1 4
728 ID 1 2    731 ID 2 2    732 ID 2 2    733 R 1 4     734 AN 1 12   735 ID 1 2    736 ID 1 1    755 ID 2 2
770 AN 1 20   782 R 1 18    786 ID 2 2    819 ID 2 3    822 AN 1 15   828 R 1 9     954 R 1 10    955 ID 2 2
956 AN 1 10   963 ID 2 2    1005 ID 4 4   1019 ID 3 3   1166 ID 2 2   1232 ID 2 2   1250 ID 2 3   1251 AN 1 35
1271 AN 1 30  1300 ID 4 4   1301 AN 1 10  C001 C 1 80   C030 C 1 8    C040 C 1 99
"""

_PRODUCT = "235 234 "

_SEGMENTS = f"""
GS 479M 142M 124M 373M 337M 28M 455M 480M
GE 97M 28M
ST 143M 329M
SE 96M 329M
ACK 668M 380 355 374 373 326 {_PRODUCT * 10}559 822 1271
AK1 479M 28M
AK2 143M 329M
AK3 721M 719M 447 720
AK4 C030M 725 723M 724
AK5 717M 718 718 718 718 718
AK9 715M 97M 123M 2M 716 716 716 716 716
BAK 353M 587M 324M 373M 328 326 367 127 373 640
BCH 353M 92M 324M 328 327 373M 326 367 127 373 373 1166 786 587 640 1232
BEG 353M 92M 324M 328 373M 367 587 1019 1166 1232 786 640
BIA 353M 755M 127M 373M 337 306
BIG 373M 76M 373 324 328 327 640 353 306 76
BSN 353M 396M 373M 337M 1005 640 641
CTT 354M 347 81 355 183 355 352
CUR 98M 100M 280 98 100 669 374 373 337 374 373 337 374 373 337 374 373 337 374 373 337
DTM 374M 373 337 623 1250 1251
HL 628M 734 735M 736
IT1 350 358 355 212 639 {_PRODUCT * 10}
LIN 350 235M 234M {_PRODUCT * 14}
MAN 88M 87M 87 88 87 87
N1 98M 93 66 67 706 98
N3 166M 166
N4 19 156 116 26 309 310
PO1 350 330 355 212 639 {_PRODUCT * 10}
POC 350 670M 330 671 C001 212 639 {_PRODUCT * 10}
PRF 324M 328 327 373 350 367 92
QTY 673M 380 C001 61
REF 128M 127 352 C040
SAC 248M 1300 559 1301 610 378 332 118 355 380 380 331 127 770 352 819
SN1 350 382M 355M 646 330 355 728 668
TD5 133 66 67 91 387 368 309 310 731 732 733 284 284 284 26
TDS 610M 610 610 610
TXI 963M 782 954 955 956 441 662 828 325 350
"""


class Element(NamedTuple):
    """One place in a segment; `number` is X12's reference number of the data element."""

    number: str
    kind: str
    """`AN`, `ID`, `N0`, `N2`, `R`, `DT`, `TM`, or `C` for a composite of which the first component is read."""
    shortest: int
    longest: int
    is_mandatory: bool


def _read_tables() -> dict[str, tuple[Element, ...]]:
    words = iter(_ELEMENTS.split())
    known = {number: (kind, int(least), int(most)) for number, kind, least, most in zip(*[words] * 4, strict=True)}
    return {
        name: tuple(
            Element(number, *known[number], is_mandatory=place.endswith("M"))
            for place in places
            for number in [place.removesuffix("M")]
        )
        for name, *places in map(str.split, _SEGMENTS.strip().splitlines())
    }


SEGMENTS = _read_tables()
