package com.esab.data.neo4j;

import com.esab.data.schema.Migration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class CypherScriptTest {

    @Test
    void statements_end_at_semicolons() {
        assertThat(CypherScript.statements("RETURN 1;\n\nRETURN 2 ;RETURN 3"))
                .containsExactly("RETURN 1", "RETURN 2", "RETURN 3");
        assertThat(CypherScript.statements(" ;; \n; ")).isEmpty();
    }

    @Test
    void a_semicolon_in_a_string_or_a_quoted_name_ends_nothing() {
        String strings = "RETURN 'a;b', \"c;d\", 'it\\'s; fine', \"\\\\\"";
        String names = "MATCH (`odd;``label`) RETURN 1";
        assertThat(CypherScript.statements(strings + ";" + names)).containsExactly(strings, names);
    }

    @Test
    void comments_are_left_out_and_end_nothing() {
        assertThat(CypherScript.statements("// first; line\nRETURN 1; /* a; b\n */ RETURN /* x */ 2; // end;"))
                .containsExactly("RETURN 1", "RETURN   2");
    }

    @Test
    void what_looks_like_a_comment_in_a_string_stays() {
        assertThat(CypherScript.statements("RETURN 'http://x', \"/* y */\""))
                .containsExactly("RETURN 'http://x', \"/* y */\"");
    }

    @Test
    void an_open_string_or_comment_ends_with_the_script() {
        assertThat(CypherScript.statements("RETURN 'a; b")).containsExactly("RETURN 'a; b");
        assertThat(CypherScript.statements("RETURN 1 /* never closed; ")).containsExactly("RETURN 1");
    }

    @Test
    void every_migration_of_the_library_has_statements_and_a_way_back() {
        // a driver asks nothing until it is used
        Driver unconnected = GraphDatabase.driver("bolt://localhost:1");
        List<Migration> migrations =
                Neo4jCatalog.using(unconnected).schema().orElseThrow().migrations();

        assertThat(migrations).isNotEmpty().isSorted();
        assertThat(migrations).allSatisfy(migration -> {
            assertThat(CypherScript.statements(migration.script())).isNotEmpty();
            assertThat(CypherScript.statements(migration.undo().orElseThrow())).isNotEmpty();
        });
        unconnected.close();
    }
}
