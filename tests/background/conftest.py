"""A background of two processes that feed each other, small enough to solve on paper.

coal:   1 kg  takes 0.1 kWh of power, emits 0.01 kg CH4
power:  1 kWh takes 0.4 kg of coal,  emits 0.9 kg CO2
"""

from pathlib import Path

import pytest

FILES = {
    "manifest.toml": """\
id = "mini"
version = "1"
name_zh = "小型"
name_en = "mini"
system_model = "attributional, cut-off"
licence = "none"
""",
    "sources.csv": """\
key,citation,licence,checked,url
PAPER,"Somebody 2020, A paper",CC BY,read,
""",
    "flows.csv": """\
id,name_zh,name_en,kind,unit,category,cas,formula,mass_kg,energy_mj,price,ledger,gas,synonyms
co2_fossil,二氧化碳,carbon dioxide,elementary,kg,gas,,CO2,,,,fossil,CO2,
ch4_fossil,甲烷,methane,elementary,kg,gas,,CH4,,,,fossil,CH4,
coal,煤,coal,product,kg,fuel,,,,,,,,
power,电力,electricity,product,kWh,energy,,,,,,,,
heat,热,heat,product,MJ,energy,,,,,,,,
ash,灰,ash,waste,kg,waste,,,,,,,,
""",
    "energy/processes.csv": """\
id,name_zh,name_en,product,amount,unit,location,year,kind,category,allocation,sources,tag
coal_mine,煤矿,coal mine,coal,1,kg,CN,2020,unit,fuel,none,PAPER,published
power_plant,电厂,power plant,power,1,kWh,CN,2020,unit,energy,none,PAPER,published
""",
    "energy/exchanges.csv": """\
id,process,direction,flow,amount,unit,provider,mass_kg,energy_mj,price,ledger,tag,sources
c1,coal_mine,output,coal,1,kg,,,,,,published,PAPER
c2,coal_mine,input,power,0.1,kWh,power_plant,,,,,published,PAPER
c3,coal_mine,emission,ch4_fossil,0.01,kg,,,,,,published,PAPER
p1,power_plant,output,power,1,kWh,,,3.6,0.1,,published,PAPER
p2,power_plant,input,coal,0.4,kg,coal_mine,,,,,published,PAPER
p3,power_plant,emission,co2_fossil,0.9,kg,,,,,,published,PAPER
p4,power_plant,coproduct,ash,0.05,kg,,,,,,published,PAPER
""",
}


class Mini:
    """The folder of the small background, and a way to change its text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")

    def change(self, name: str, old: str, new: str) -> "Mini":
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
        return self

    def add(self, name: str, *lines: str) -> "Mini":
        with (self.folder / name).open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for line in lines)
        return self


@pytest.fixture
def mini(tmp_path):
    return Mini(tmp_path / "mini")


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, shared_cache):
    monkeypatch.setenv("PCF_CACHE_DIR", str(shared_cache))


@pytest.fixture
def pcf_open():
    from pcf.background import open_background

    return open_background()
