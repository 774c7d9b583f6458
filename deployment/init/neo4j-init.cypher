// Sets up the catalogue's schema on an empty server, with the history that the library's migrations would have left.
// docker compose runs it by itself. By hand, from this folder, since paths begin where cypher-shell runs:
//   NEO4J_USERNAME=neo4j NEO4J_PASSWORD=… cypher-shell -f neo4j-init.cypher

:source ../../esab-data-neo4j/src/main/resources/META-INF/esab-data/neo4j/2025-01-15-001-catalogue.cypher

MERGE (m:EsabDataMigration {source: 'esab-data', version: '2025-01-15-001'})
ON CREATE SET m.description = 'catalogue', m.state = 'applied', m.statements = 0, m.at = datetime(),
    m.checksum = '6be706ffbbc3e5a055c4cd4baff5464e740a0f2c805659e89168543dbcd016f1';
