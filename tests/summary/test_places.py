"""Where a body stands and what it is, from its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.summary.places import LEVELS, UNKNOWN, kinds, place_of


@pytest.mark.parametrize(
    ("name", "province", "city", "level", "kind"),
    [
        ("连云港市赣榆区科学技术局", "江苏省", "连云港市", "county", "science_industry"),
        ("洛龙区人民政府办公室", "河南省", "洛阳市", "county", "government"),
        ("运城市科学技术局", "山西省", "运城市", "city", "science_industry"),
        ("上海市人民政府办公厅", "上海市", None, "province", "government"),
        ("上海市浦东新区教育局", "上海市", None, "county", "education"),
        ("吉林省公安厅", "吉林省", None, "province", "public_security"),
        ("吉林市公安局", "吉林省", "吉林市", "city", "public_security"),
        ("昆山市民政局", "江苏省", "苏州市", "county", "social"),
        ("仙桃市财政局", "湖北省", None, "county", "finance"),
        ("大理市人民政府", "云南省", "大理白族自治州", "county", "government"),
        ("东莞市长安镇人民政府", "广东省", "东莞市", "township", "township"),
        ("沈阳市和平区南湖街道办事处", "辽宁省", "沈阳市", "township", "township"),
        ("国家税务总局洛阳市税务局", "河南省", "洛阳市", "city", "tax"),
        ("国家药品监督管理局", None, None, "national", "commerce_market"),
        ("教育部", None, None, "national", "education"),
        ("平潭综合实验区", "福建省", "福州市", UNKNOWN, "zone"),
        ("连云港市 赣榆区  科学技术局", "江苏省", "连云港市", "county", "science_industry"),
    ],
)
def test_name_to_place(name: str, province: str | None, city: str | None, level: str, kind: str) -> None:
    place = place_of(name)
    assert (place.province, place.city, place.level, place.kind) == (province, city, level, kind)


def test_a_county_that_several_provinces_have_is_in_none() -> None:
    place = place_of("鼓楼区教育局")
    assert (place.province, place.region, place.level) == (None, UNKNOWN, "county")


@pytest.mark.parametrize("name", [None, "", "  ", "某某"])
def test_a_name_that_tells_nothing_is_unknown(name: str | None) -> None:
    place = place_of(name)
    assert (place.region, place.level, place.kind) == (UNKNOWN, UNKNOWN, UNKNOWN)


def test_a_former_name_is_known() -> None:
    assert place_of("孟津县教育局").province == "河南省"


@given(st.text(max_size=30))
def test_any_name_has_a_level_and_a_kind(name: str) -> None:
    place = place_of(name)
    assert place.level in LEVELS
    assert place.kind in {UNKNOWN, *(kind.id for kind in kinds())}
