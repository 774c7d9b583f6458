// Takes back the constraints and indexes; the products and edges stay.

DROP INDEX product_words IF EXISTS;
DROP INDEX compatible_with_priority IF EXISTS;
DROP INDEX product_placeholder IF EXISTS;
DROP INDEX product_name IF EXISTS;

DROP CONSTRAINT esab_data_lease IF EXISTS;
DROP CONSTRAINT catalog_id IF EXISTS;
DROP CONSTRAINT accessory_gin IF EXISTS;
DROP CONSTRAINT torch_gin IF EXISTS;
DROP CONSTRAINT interconnector_gin IF EXISTS;
DROP CONSTRAINT cooler_gin IF EXISTS;
DROP CONSTRAINT feeder_gin IF EXISTS;
DROP CONSTRAINT power_source_gin IF EXISTS;
DROP CONSTRAINT product_gin IF EXISTS;
