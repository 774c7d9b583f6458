package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.catalog.CatalogCsv;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogJson;
import com.esab.data.catalog.LoadReport;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.json.Json;
import com.esab.data.store.StoreProvider.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Loads products and compatibilities from a JSON file or a folder of CSV files into the catalogue.",
            "All problems are named at once, and then nothing was loaded."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  esab-data import catalogue.json", "  esab-data import --dry-run catalogue-csv/"})
final class ImportCommand extends StoreCommand {

    @Parameters(paramLabel = "FILE", description = "A JSON file, or a folder of CSV files.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Only look for problems.")
    private boolean dryRun;

    @Override
    public Integer call() {
        try (EsabData data = connect(Set.of(Kind.CATALOG))) {
            ProductCatalog catalog = data.catalog();
            CatalogData read =
                    Files.isDirectory(file) ? CatalogCsv.read(file, catalog) : CatalogJson.read(file, catalog);
            Map<String, Object> result = new LinkedHashMap<>();
            if (dryRun) {
                result.put("products", read.products().size());
                result.put("compatibilities", read.compatibilities().size());
            } else {
                LoadReport report = catalog.load(read, progress());
                result.put("products", report.products());
                result.put("compatibilities", report.compatibilities());
                result.put("turned_round", report.turnedRound().size());
                result.put("revision", report.revision());
            }
            if (json) {
                out().println(Json.write(result));
            } else {
                out().println((dryRun ? "would load " : "loaded ") + result);
            }
            return 0;
        }
    }
}
