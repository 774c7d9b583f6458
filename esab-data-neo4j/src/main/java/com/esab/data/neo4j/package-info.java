/** The catalogue and its compatibility finder in Neo4j. */
@NullMarked
package com.esab.data.neo4j;

import org.jspecify.annotations.NullMarked;
