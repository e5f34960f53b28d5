#!/usr/bin/env python3
"""Opens the program's layers in QGIS and compares what it shows with the program's own figures.

usage: qgis_check.py BINARY [FOLDER]    (Debian: qgis, python3-qgis; the system's Python, QT_QPA_PLATFORM=offscreen)

Without FOLDER the pictures that it makes are thrown away.
"""
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import (Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsExpression,
                       QgsExpressionContext, QgsFeature, QgsField, QgsFields, QgsGeometry, QgsLayoutExporter,
                       QgsMapBoxGlStyleConversionContext, QgsMapBoxGlStyleConverter, QgsMapRendererSequentialJob, QgsMapSettings,
                       QgsPointXY, QgsProject, QgsRasterLayer, QgsSymbolLayer, QgsVectorLayer, QgsVectorTileLayer)
from qgis.PyQt.QtCore import QPointF, QSize, Qt, QVariant
from qgis.PyQt.QtGui import QColor, QImage, QPainterPath
from qgis.PyQt.QtXml import QDomDocument

FIGURE = "density-2022-2024"
CLASSES = 5  # of the embedded project
DISTRICT_TYPES = {"pcode": "String", "name": "String", "region": "String", "area_km2": "Real", "count": "Integer",
                  "density": "Real", "class": "Integer"}
REGION_TYPES = {"pcode": "String", "name": "String", "districts": "Integer", "count": "Integer", "density": "Real"}
CELL_TYPES = {"count": "Integer", "area_km2": "Real", "density": "Real", "class": "Integer"}
BAND_TYPES = {"class": "Integer", "lower": "Real", "upper": "Real", "density": "Real", "count": "Real"}
INCIDENT_TYPES = {"id": "String", "bucket": "String", "precision": "String", "row": "Integer"}
SVG = "{http://www.w3.org/2000/svg}"
SLD, OGC = "{http://www.opengis.net/sld}", "{http://www.opengis.net/ogc}"
SYMBOLIZERS = ["LineSymbolizer", "PolygonSymbolizer", "PointSymbolizer", "TextSymbolizer", "RasterSymbolizer"]
# What an element may hold in this order, after the schema of OGC 02-070 (no package of any registry brings it).
SLD_ORDER = {
    "StyledLayerDescriptor": [["Name"], ["Title"], ["Abstract"], ["NamedLayer", "UserLayer"]],
    "NamedLayer": [["Name"], ["LayerFeatureConstraints"], ["NamedStyle", "UserStyle"]],
    "UserStyle": [["Name"], ["Title"], ["Abstract"], ["IsDefault"], ["FeatureTypeStyle"]],
    "FeatureTypeStyle": [["Name"], ["Title"], ["Abstract"], ["FeatureTypeName"], ["SemanticTypeIdentifier"], ["Rule"]],
    "Rule": [["Name"], ["Title"], ["Abstract"], ["LegendGraphic"], ["Filter", "ElseFilter"], ["MinScaleDenominator"],
             ["MaxScaleDenominator"], SYMBOLIZERS],
    "PolygonSymbolizer": [["Geometry"], ["Fill"], ["Stroke"]],
    "PointSymbolizer": [["Geometry"], ["Graphic"]],
    "Graphic": [["ExternalGraphic", "Mark"], ["Opacity"], ["Size"], ["Rotation"]],
    "Mark": [["WellKnownName"], ["Fill"], ["Stroke"]],
    "Fill": [["GraphicFill"], ["CssParameter"]],
    "Stroke": [["GraphicFill", "GraphicStroke"], ["CssParameter"]],
    "GraphicFill": [["Graphic"]],
}
SLD_MANY = {"NamedLayer", "UserLayer", "NamedStyle", "UserStyle", "FeatureTypeStyle", "SemanticTypeIdentifier", "Rule",
            "ExternalGraphic", "Mark", "CssParameter", *SYMBOLIZERS}
passed = []


def require(truth, message):
    if not truth:
        sys.exit(f"FAILED  {message}")


def equal(found, expected, what):
    require(found == expected, f"{what}: found {found!r}, expected {expected!r}")


def ok(what):
    passed.append(what)
    print("ok     ", what, flush=True)


def run(binary, folder, *arguments):
    done = subprocess.run([binary, *map(str, arguments)], cwd=folder, capture_output=True, encoding="utf-8")
    require(done.returncode == 0, f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}".rstrip())


def opened(source, name):
    layer = QgsVectorLayer(str(source), name, "ogr")
    require(layer.isValid(), f"{source}: QGIS cannot open it")
    return layer


def rules_of(layer):
    equal(layer.renderer().type(), "RuleRenderer", f"{layer.name()}: renderer")
    return layer.renderer().rootRule().children()


def has(layer, count, types, where):
    equal(layer.featureCount(), count, f"{where}: features")
    equal(layer.crs().authid(), "EPSG:4326", f"{where}: coordinate system")
    fields = {f.name(): f.typeName() for f in layer.fields()}
    for name, kind in types.items():
        require(fields.get(name, "").startswith(kind), f"{where}: field {name} is {fields.get(name)}, not {kind}")


def legend_of_the_figure(svg):
    """Words and colours of the figure's own legend."""
    legend = svg.find(f".//{SVG}g[@id='legend']")
    words = ["".join(t.itertext()) for t in legend.iter(f"{SVG}text")]
    fills = [p.get("fill").lower() for p in legend.iter(f"{SVG}path") if p.get("fill", "none") != "none"]
    return words, [QColor(f).name() for f in fills]


def rules_say_what_the_legend_says(layer, svg, where):
    words, fills = legend_of_the_figure(svg)
    rules = rules_of(layer)
    equal(len(rules), CLASSES + 2, f"{where}: rules: classes, zero, no data")
    for rule, fill in zip(rules, fills):
        require(rule.label() in words, f"{where}: '{rule.label()}' is not in the legend of the figure: {words}")
        equal(rule.symbol().color().name(), fill, f"{where}: colour of '{rule.label()}'")
    equal([type(l).__name__ for l in rules[-1].symbol().symbolLayers()],
          ["QgsSimpleFillSymbolLayer", "QgsLinePatternFillSymbolLayer"], f"{where}: no data is hatched")
    hatch = rules[-1].symbol().symbolLayers()[1]
    equal((hatch.lineAngle(), round(hatch.distance() / 72 * 25.4, 3)), (45, 1.5), f"{where}: hatch")
    equal(rules[-1].filterExpression(), '"class" IS NULL', f"{where}: no data")
    require(layer.labelsEnabled() and layer.labeling().type() == "simple", f"{where}: names are on")
    ok(f"{where}: {len(rules)} rules with the words and colours of the figure's legend, names on")


def each_feature_has_one_rule(layer, where, drawn):
    from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionContextUtils
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    tests = [QgsExpression(rule.filterExpression()) for rule in rules_of(layer)]
    for feature in layer.getFeatures():
        context.setFeature(feature)
        hits = sum(not test.expression() or bool(test.evaluate(context)) for test in tests)
        equal(hits, 1 if drawn(feature) else 0, f"{where}: rules for {feature.attributes()[:3]}")
    ok(f"{where}: each feature that is drawn has exactly one rule")


def picture(layers, folder, name, extent=None, side=1400, plain=False):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(side, side))
    settings.setOutputDpi(150)
    settings.setBackgroundColor(QColor("#EFEDE9"))
    settings.setDestinationCrs(map_crs(folder))
    settings.setFlag(QgsMapSettings.Antialiasing, not plain)
    settings.setFlag(QgsMapSettings.DrawLabeling, not plain)
    settings.setExtent(extent or settings.fullExtent())
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    require(not job.errors(), f"{name}: {[e.message for e in job.errors()]}")
    image = job.renderedImage().convertToFormat(QImage.Format_RGB32)
    image.save(str(folder / f"{name}.png"))
    return image, settings.mapToPixel()


def map_crs(folder):
    """The projection of the figures, from the scale file that a build writes."""
    said = dict(re.findall(r"^(\w+) = ([^#\n]+?)\s*(?:#.*)?$", (folder / "scale.toml").read_text(), re.M))
    equal(said["projection"], '"lambert-azimuthal"', "scale.toml: projection")
    proj = f"+proj=laea +lat_0={said['lat']} +lon_0={said['lon']} +datum=WGS84 +units=m +no_defs"
    return QgsCoordinateReferenceSystem.fromProj(proj)


def path_of(data):
    """An SVG path of relative and absolute lines as Qt's."""
    path, at, command = QPainterPath(), [0.0, 0.0], ""
    path.setFillRule(Qt.OddEvenFill)
    tokens = re.findall(r"[a-zA-Z]|[-+]?(?:\d*\.\d+|\d+)(?:[eE][-+]?\d+)?", data)
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
            if command in "zZ":
                path.closeSubpath()
                at = [path.currentPosition().x(), path.currentPosition().y()]
                continue
        require(command in "mMlLhHvV", f"path command {command} is not known here")
        for axis in {"h": [0], "v": [1]}.get(command.lower(), [0, 1]):
            value = float(tokens.pop(0))
            at[axis] = at[axis] + value if command.islower() else value
        (path.moveTo if command in "mM" else path.lineTo)(*at)
        command = {"m": "l", "M": "L"}.get(command, command)
    return path


def inner_points(layer, crs, wanted):
    """Places well inside the districts, in metres: first the deepest of each, then others of a grid."""
    to_map = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance())
    deepest, others = [], []
    for feature in layer.getFeatures():
        shape = QgsGeometry(feature.geometry())
        shape.transform(to_map)
        deepest.append((feature["name"], shape.poleOfInaccessibility(500)[0].asPoint()))
        inside, box = shape.buffer(-6000, 8), shape.boundingBox()
        for i in range(1, 6):
            for j in range(1, 6):
                place = QgsPointXY(box.xMinimum() + box.width() * i / 6, box.yMinimum() + box.height() * j / 6)
                if inside.contains(place):
                    others.append((feature["name"], place))
    step = max(1, len(others) // (wanted - len(deepest)))
    return (deepest + others[::step])[:wanted]


def colours_are_those_of_the_figure(layer, svg, folder, where):
    """QGIS's picture of the districts against the shapes in the program's own SVG, which no style file has touched."""
    fills = [(QColor(p.get("fill")).name(), path_of(p.get("d"))) for p in svg.find(f".//{SVG}g[@id='choropleth']")
             if p.get("fill", "none") != "none"]
    page = fills[0][1].boundingRect()
    for _, path in fills[1:]:
        page = page.united(path.boundingRect())
    crs = map_crs(folder)
    ground = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance())
    shapes = [QgsGeometry(f.geometry()) for f in layer.getFeatures()]
    for shape in shapes:
        shape.transform(ground)
    whole = shapes[0].boundingBox()
    for shape in shapes[1:]:
        whole.combineExtentWith(shape.boundingBox())
    scale = page.width() / whole.width()
    require(abs(page.height() / whole.height() / scale - 1) < 0.005, f"{where}: the figure has another shape")
    plain = layer.clone()
    for rule in rules_of(plain):
        for symbol in rule.symbol().symbolLayers():
            if hasattr(symbol, "setStrokeStyle"):
                symbol.setStrokeStyle(Qt.NoPen)
    image, to_pixel = picture([plain], folder, "qgis-plain", whole, plain=True)
    points = inner_points(layer, crs, 200)
    seen = set()
    for name, place in points:
        on_page = QPointF(page.left() + (place.x() - whole.xMinimum()) * scale,
                          page.bottom() - (place.y() - whole.yMinimum()) * scale)
        drawn = [colour for colour, path in fills if path.contains(on_page)]
        pixel = to_pixel.transform(place)
        shown = image.pixelColor(int(pixel.x()), int(pixel.y())).name()
        require(drawn, f"{where}: {name}: the figure has no fill at {on_page}")
        equal(shown, drawn[-1], f"{where}: {name}: QGIS's colour and the figure's")
        seen.add(shown)
    equal(len(points), 200, f"{where}: places compared")
    require(len(seen) == CLASSES + 1, f"{where}: only {seen} were seen")
    ok(f"{where}: {len(points)} places in {layer.featureCount()} districts have the colour of {FIGURE}.svg")


def other_styles_hold(layer, styles, folder, prefix):
    """The styles after the default one, as QGIS finds them: a graduated one and one of circles."""
    kinds = []
    for name, qml in styles:
        twin = layer.clone()
        # Not loadNamedStyle: it would take the default style of the GeoPackage, whatever file it is given.
        document = QDomDocument()
        require(document.setContent(qml)[0], f"style '{name}': no XML")
        fine, message = twin.importNamedStyle(document)
        require(fine, f"style '{name}': {message}")
        kind = twin.renderer().type()
        if kind == "graduatedSymbol":
            # Districts have a class of none; hexagons are there where something is.
            lowest = 0 if prefix == "qgis-districts" else 1
            classes = {feature["class"] for feature in twin.getFeatures()}
            equal(len(twin.renderer().ranges()), max(classes) - lowest + 1, f"style '{name}': ranges")
            equal(twin.renderer().classAttribute(), "density", f"style '{name}': field")
            for feature in twin.getFeatures():
                place = next(i for i, r in enumerate(twin.renderer().ranges())
                             if r.lowerValue() <= feature["density"] <= r.upperValue())
                equal(place + lowest, feature["class"], f"style '{name}': {feature.attributes()[:3]}")
        picture([twin], folder, f"{prefix}-{kind}")
        kinds.append(kind)
        ok(f"style '{name}': {kind}")
    return kinds


def sld_is_in_order(path, where):
    """Elements stand where SLD 1.0.0 wants them, each as often as it may."""
    for element in ElementTree.parse(path).iter():
        name = element.tag.removeprefix(SLD)
        order = SLD_ORDER.get(name)
        if order is None:
            require(not any(child.tag.startswith(SLD) for child in element), f"{where}: {name} holds elements of SLD")
            continue
        places = []
        for child in element:
            word = child.tag.removeprefix(SLD).removeprefix(OGC)
            place = next((i for i, words in enumerate(order) if word in words), None)
            require(place is not None, f"{where}: {name} holds {child.tag}")
            require(word in SLD_MANY or place not in places, f"{where}: {name} holds {word} twice")
            places.append(place)
        equal(places, sorted(places), f"{where}: order in {name}")


def sld_draws_the_same(layer, path, where):
    """A style for map servers against the default one: the same rules in the same order."""
    sld_is_in_order(path, where)
    twin = layer.clone()
    message, fine = twin.loadSldStyle(str(path))
    require(fine, f"{where}: {message}")
    own = rules_of(layer)
    if twin.renderer().type() == "singleSymbol":  # so QGIS reads one rule for everything
        line = lambda part: part.color() if part.layerType() == "SimpleLine" else part.strokeColor()
        strokes = lambda symbol: [line(part).name() for part in symbol.symbolLayers()]
        equal([r.filterExpression() for r in own], [""], f"{where}: conditions")
        equal(strokes(twin.renderer().symbol()), strokes(own[0].symbol()), f"{where}: lines")
        return ok(f"{where}: the same lines")
    read = rules_of(twin)
    condition = lambda rule: re.sub(r'["() ]', "", rule.filterExpression()).replace("!=", "<>")
    equal([r.label() for r in read], [r.label() for r in own], f"{where}: labels")
    equal([condition(r) for r in read], [condition(r) for r in own], f"{where}: conditions")
    equal([r.symbol().color().name() for r in read], [r.symbol().color().name() for r in own], f"{where}: colours")
    ok(f"{where}: the same {len(own)} rules, words and colours")


def every_format_opens_styled(folder):
    """Each layer as each file: rows, system and types, and the style beside it where it has shapes."""
    known = {"districts": (53, DISTRICT_TYPES, lambda _: True), "regions": (10, REGION_TYPES, lambda _: True),
             "incidents": (87, INCIDENT_TYPES, lambda f: f["bucket"] != "no_location")}
    for name, (count, types, drawn) in known.items():
        for extension in ("geojson", "geojsonl", "fgb"):
            layer, where = opened(folder / f"{name}.{extension}", name), f"{name}.{extension}"
            has(layer, count, types, where)
            require(layer.renderer().rootRule().children()[0].label(), f"{where}: the style beside it is not used")
            each_feature_has_one_rule(layer, where, drawn)
        sld_draws_the_same(opened(folder / f"{name}.geojson", name), folder / f"{name}.sld", f"{name}.sld")
        table = opened(folder / f"{name}.data.csv", name)
        equal(table.featureCount(), count, f"{name}.data.csv: rows")
        found = {f.name(): f.typeName() for f in table.fields()}
        for field, kind in types.items():
            require(found.get(field, "").startswith(kind), f"{name}.data.csv: field {field} is {found.get(field)}, not {kind}")
        require(any(table.attributeAlias(i) for i in range(table.fields().count())), f"{name}.data.csv: no names of fields")
        if name == "incidents":
            equal(table.crs().postgisSrid(), 4326, "incidents.data.csv: system")
            each_feature_has_one_rule(table, "incidents.data.csv", drawn)
        ok(f"{name}.data.csv: {count} rows with their types, opened styled")
    placed = sum(f.hasGeometry() for f in opened(folder / "incidents.data.csv", "incidents").getFeatures())
    equal(placed, sum(f.hasGeometry() for f in opened(folder / "incidents.geojson", "incidents").getFeatures()),
          "incidents.data.csv: rows with a place")


def heat_opens_in_classes(binary, folder):
    common = ["heat", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--years", "2022-2024"]
    for name, options, types in (("hexagons", ["--hexbin", "60km"], CELL_TYPES), ("cells", ["--h3", "4"], CELL_TYPES),
                                 ("contours", ["--bandwidth", "60km", "--size", "300x300", "--contours", "12"], BAND_TYPES)):
        for extension in ("geojson", "fgb", "gpkg"):
            path = folder / f"{name}.{extension}"
            run(binary, folder, *common, *options, "--out", path)
            layer, where = opened(path, name), path.name
            has(layer, layer.featureCount(), types, where)
            each_feature_has_one_rule(layer, where, lambda _: True)
            used = {rule.symbol().color().name() for rule in rules_of(layer)}
            equal(len(used), len(rules_of(layer)), f"{where}: colours")
            require(layer.featureCount() > 1 and len(used) > 1, f"{where}: one class only")
        # The incidents, above them, show that the shapes lie where they should.
        picture([opened(folder / "incidents.geojson", "incidents"), layer, opened(folder / "regions.geojson", "regions")],
                folder, f"qgis-{name}")
        for _, _, sld in styles_of(path, layer)[:1]:
            beside = folder / f"{name}.sld"
            beside.write_text(sld, encoding="utf-8")
            sld_draws_the_same(layer, beside, f"SLD in {path.name}")


def styles_of(path, layer):
    """Names, QML and SLD of a layer's styles, the default one first."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        sql = "SELECT styleName, styleQML, styleSLD FROM layer_styles ORDER BY NOT useAsDefault, id"
        return base.execute(sql).fetchall()


def the_project_opens_whole(folder):
    project = QgsProject()
    require(project.read(str(folder / "layers.qgz")), f"layers.qgz: {project.error()}")
    layers = list(project.mapLayers().values())
    broken = [layer.name() for layer in layers if not layer.isValid()]
    equal(broken, [], "layers.qgz: broken layers")
    order = [layer.source().split("/")[-1].split("|")[-1] for layer in project.layerTreeRoot().layerOrder()]
    require(order[0].startswith("incidents") and order[-1].startswith("districts"), f"layers.qgz: order {order}")
    require(project.title() and project.metadata().abstract(), "layers.qgz: no title or description")
    require(all(layer.metadata().rights() for layer in layers), "layers.qgz: a layer without its rights")
    require("laea" in project.crs().toProj(), f"layers.qgz: projection {project.crs().toProj()}")
    layouts = project.layoutManager().layouts()
    equal(len(layouts), 1, "layers.qgz: print layouts")
    size = layouts[0].pageCollection().page(0).pageSize()
    with open(folder / f"{FIGURE}.svg", encoding="utf-8") as f:
        width, height = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', f.read(2000)).groups()
    equal([round(size.width(), 1), round(size.height(), 1)],
          [round(float(v) / 72 * 25.4, 1) for v in (width, height)], "layers.qgz: page in mm")
    exporter, settings = QgsLayoutExporter(layouts[0]), QgsLayoutExporter.ImageExportSettings()
    settings.dpi, settings.generateWorldFile = 200, False
    equal(exporter.exportToImage(str(folder / "qgis-layout.png"), settings), QgsLayoutExporter.Success, "print layout")
    image = QImage(str(folder / "qgis-layout.png"))
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    districts = next(layer for layer in layers if "districts" in layer.source())
    wanted = {rule.symbol().color().name() for rule in rules_of(districts)[:-1]}
    require(wanted <= colours, f"layers.qgz: the print layout lacks {wanted - colours}")
    ok(f"layers.qgz: {len(layers)} layers, none broken; the print layout shows every class on {size.width():.0f} mm")


def geopackage_layers_come_styled(path, svg, folder):
    """Every layer of a GeoPackage opens in its default style, and its other styles can be loaded."""
    whole = opened(path, "all")
    names = [s.split("!!::!!")[1] for s in whole.dataProvider().subLayers()]
    other = {"districts": ["RuleRenderer", "graduatedSymbol"], "hexagons": ["graduatedSymbol"]}
    for name in names:
        layer = opened(f"{path}|layername={name}", name)
        if not layer.isSpatial():
            continue
        count, ids, titles, _, error = layer.listStylesInDatabase()
        require(not error and count >= 1, f"{path.name} {name}: {count} styles, {error}")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
            rows = base.execute("SELECT styleName FROM layer_styles WHERE f_table_name = ? AND useAsDefault", [name])
            default = [title for title, in rows]
        equal(len(default), 1, f"{path.name} {name}: default styles")
        equal(layer.renderer().type(), "RuleRenderer", f"{path.name} {name}: default style")
        styles = []
        # QGIS lists the styles of the layer first, then those of others.
        for style, title in zip(ids[:count], titles[:count]):
            qml, error = layer.getStyleFromDatabase(style)
            require(not error, f"{path.name} {name} {title}: {error}")
            styles.append((f"{name}: {title}", qml))
        equal(len(styles), 1 + len(other.get(name, [])), f"{path.name} {name}: styles")
        kinds = other_styles_hold(layer, [s for s in styles if not s[0].endswith(default[0])], folder, f"qgis-{name}")
        equal(sorted(kinds), other.get(name, []), f"{path.name} {name}: renderers of the styles to choose")
        if name == "districts":
            rules_say_what_the_legend_says(layer, svg, f"{path.name} {name}")
            colours_are_those_of_the_figure(layer, svg, folder, f"{path.name} {name}")
    ok(f"{path.name}: {', '.join(names)}")


def tiles_have_the_colours_of_their_style(binary, folder):
    """The style beside vector tiles, as QGIS reads it: each class in its colour, and what has no class in that of no data."""
    made = ("tile", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--layer", "choropleth,points",
            "--zoom", "0-6")
    run(binary, folder, *made, "--vector", "--base-url", "https://example.org", "--out", folder / "vector")
    style = json.loads((folder / "vector" / "style.json").read_text(encoding="utf-8"))
    converter = QgsMapBoxGlStyleConverter()
    equal(converter.convert(style, QgsMapBoxGlStyleConversionContext()), QgsMapBoxGlStyleConverter.Success, "style.json")
    # each is held by a name for as long as what it owns is used
    styles = converter.renderer().styles()
    districts = next(s for s in styles if s.styleName() == "districts")
    symbol = districts.symbol()
    defined = symbol.symbolLayer(0).dataDefinedProperties()
    colour = QgsExpression(defined.property(QgsSymbolLayer.PropertyFillColor).asExpression())
    fields = QgsFields()
    fields.append(QgsField("class", QVariant.LongLong))
    for row in style["metadata"]["cercle:legend"]["rows"]:
        feature = QgsFeature(fields)
        feature.setAttributes([row["class"]])
        context = QgsExpressionContext()
        context.setFeature(feature)
        context.setFields(fields)
        equal(str(colour.evaluate(context)).upper(), row["color"], f"class {row['class']} in QGIS")
    tiles = QgsVectorTileLayer(f"type=xyz&url=file://{folder}/vector/%7Bz%7D/%7Bx%7D/%7By%7D.pbf&zmin=0&zmax=6", "tiles")
    run(binary, folder, *made, "--out", folder / "raster.mbtiles")
    pictures = QgsRasterLayer(str(folder / "raster.mbtiles"), "pictures", "gdal")
    for layer in (tiles, pictures):
        require(layer.isValid(), f"{layer.name()}: QGIS does not open them")
    ok(f"tiles: {len(style['metadata']['cercle:legend']['rows'])} classes have their colours")


def main(binary, folder):
    application = QgsApplication([], False)
    application.initQgis()
    print("QGIS", Qgis.QGIS_VERSION)
    project = subprocess.run([binary, "list", "project"], capture_output=True, encoding="utf-8").stdout
    asked = re.sub(r"(?m)^layers = .*$", 'layers = ["geojson", "geojsonl", "gpkg", "fgb", "csv", "xlsx"]', project)
    require(asked != project, "the embedded project does not name its layers")
    (folder / "layers.toml").write_text(asked, encoding="utf-8")
    run(binary, folder, "build", "layers.toml", "--out", folder)
    svg = ElementTree.parse(folder / f"{FIGURE}.svg")
    for extension in ("geojson", "fgb"):
        districts = opened(folder / f"districts.{extension}", "districts")
        where = f"districts.{extension}"
        rules_say_what_the_legend_says(districts, svg, where)
        colours_are_those_of_the_figure(districts, svg, folder, where)
    incidents = opened(folder / "incidents.geojson", "incidents")
    picture([incidents, opened(folder / "districts.geojson", "districts")], folder, "qgis-map")
    every_format_opens_styled(folder)
    heat_opens_in_classes(binary, folder)
    the_project_opens_whole(folder)
    for path in sorted(folder.glob("*.gpkg")):
        geopackage_layers_come_styled(path, svg, folder)
    run(binary, folder, "join", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson",
        "--out", folder / "joined.geojson")
    require(len(rules_of(opened(folder / "joined.geojson", "joined"))) >= 4, "joined.geojson: rules")
    ok("joined.geojson: opens in classes")
    tiles_have_the_colours_of_their_style(binary, folder)
    print(f"{len(passed)} checks passed")


if __name__ == "__main__":
    require(len(sys.argv) in (2, 3), __doc__)
    program = str(Path(sys.argv[1]).resolve())
    if len(sys.argv) == 3:
        Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
        main(program, Path(sys.argv[2]).resolve())
    else:
        with tempfile.TemporaryDirectory() as place:
            main(program, Path(place))
    # Qt's own tear-down of a program without windows may crash; everything has been said.
    sys.stdout.flush()
    os._exit(0)
