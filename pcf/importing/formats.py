"""Formats that can be read: name and where its reader is. A new format is one line here."""

from __future__ import annotations

FORMATS = {
    "ilcd": "pcf.importing.ilcd.reader:IlcdReader",
    "tidas": "pcf.importing.ilcd.tidas:TidasReader",
    "openlca": "pcf.importing.olca.reader:OlcaReader",
    "ecospold1": "pcf.importing.ecospold1.reader:EcoSpold1Reader",
    "ecospold2": "pcf.importing.ecospold2.reader:EcoSpold2Reader",
    "simapro": "pcf.importing.simapro.reader:SimaproReader",
    "brightway-excel": "pcf.importing.brightway.excel:ExcelReader",
    "bw2package": "pcf.importing.brightway.packed:PackedReader",
    "datapackage": "pcf.importing.brightway.matrices:MatricesReader",
    "tables": "pcf.importing.tables.reader:TablesReader",
    "brightway-project": "pcf.importing.brightway.project:ProjectReader",
}
