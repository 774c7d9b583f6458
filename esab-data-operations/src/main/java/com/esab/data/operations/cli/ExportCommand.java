package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.catalog.CatalogCsv;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogJson;
import com.esab.data.json.Json;
import com.esab.data.store.StoreProvider.Kind;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = "Writes the whole catalogue as a JSON file, or as CSV files into a folder; import reads both.",
        footerHeading = "%nExamples:%n",
        footer = {"  esab-data export catalogue.json", "  esab-data export catalogue-csv"})
final class ExportCommand extends StoreCommand {

    @Parameters(paramLabel = "FILE", description = "A name that ends in .json, or a folder.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        try (EsabData data = connect(Set.of(Kind.CATALOG))) {
            CatalogData catalog = CatalogData.of(data.catalog());
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
                CatalogJson.write(catalog, file);
            } else {
                CatalogCsv.write(catalog, file);
            }
            Map<String, Object> result = Map.of(
                    "file", file.toString(),
                    "products", catalog.products().size(),
                    "compatibilities", catalog.compatibilities().size());
            if (json) {
                out().println(Json.write(result));
            } else {
                out().printf(
                                Locale.ROOT,
                                "wrote %,d products and %,d compatibilities to %s%n",
                                catalog.products().size(),
                                catalog.compatibilities().size(),
                                file);
            }
            return 0;
        }
    }
}
