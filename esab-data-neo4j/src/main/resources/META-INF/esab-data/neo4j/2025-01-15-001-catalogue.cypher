// The catalogue: products by GIN, their words, and the edges between them. Community edition is enough.

// A GIN is unique over the whole catalogue; the constraints of the labels serve whoever asks by label.
CREATE CONSTRAINT product_gin IF NOT EXISTS FOR (p:Product) REQUIRE p.gin IS UNIQUE;
CREATE CONSTRAINT power_source_gin IF NOT EXISTS FOR (p:PowerSource) REQUIRE p.gin IS UNIQUE;
CREATE CONSTRAINT feeder_gin IF NOT EXISTS FOR (p:Feeder) REQUIRE p.gin IS UNIQUE;
CREATE CONSTRAINT cooler_gin IF NOT EXISTS FOR (p:Cooler) REQUIRE p.gin IS UNIQUE;
CREATE CONSTRAINT interconnector_gin IF NOT EXISTS FOR (p:Interconnector) REQUIRE p.gin IS UNIQUE;
CREATE CONSTRAINT torch_gin IF NOT EXISTS FOR (p:Torch) REQUIRE p.gin IS UNIQUE;
CREATE CONSTRAINT accessory_gin IF NOT EXISTS FOR (p:Accessory) REQUIRE p.gin IS UNIQUE;

// One node says what the catalogue says of itself: revision, completeness, default applicability.
CREATE CONSTRAINT catalog_id IF NOT EXISTS FOR (c:Catalog) REQUIRE c.id IS UNIQUE;

// One program at a time loads the catalogue, and one changes the schema.
CREATE CONSTRAINT esab_data_lease IF NOT EXISTS FOR (l:EsabDataLease) REQUIRE l.name IS UNIQUE;

CREATE INDEX product_name IF NOT EXISTS FOR (p:Product) ON (p.name);
CREATE INDEX product_placeholder IF NOT EXISTS FOR (p:Product) ON (p.placeholder);
CREATE INDEX compatible_with_priority IF NOT EXISTS FOR ()-[r:COMPATIBLE_WITH]-() ON (r.priority);

// The words are cut by the library, so the index only has to split them at the blanks between them.
CREATE FULLTEXT INDEX product_words IF NOT EXISTS FOR (p:Product) ON EACH [p.search_name, p.search_properties]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};

CALL db.awaitIndexes(300);
