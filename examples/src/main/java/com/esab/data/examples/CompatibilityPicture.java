package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.PowerSource;
import com.esab.data.error.EsabDataException;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Draws what fits a power source of the sample catalogue, as an SVG file.
 *
 * <p>Arguments: the power source by GIN or by some words of its name, else Aristo 500ix; and the file, which ends in {@code .svg}, else
 * {@code target/compatibility.svg}.
 */
public final class CompatibilityPicture {

    private static final int BAD_ARGUMENTS = 2;
    private static final String SVG = ".svg";

    private CompatibilityPicture() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int status = run(out, err, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Draws; the exit status, 2 for arguments that mean nothing in the sample catalogue. */
    static int run(PrintStream out, PrintStream err, String... arguments) throws IOException {
        List<String> words = Arrays.stream(arguments)
                .filter(argument -> !argument.endsWith(SVG))
                .toList();
        Path file = Path.of(Arrays.stream(arguments)
                .filter(argument -> argument.endsWith(SVG))
                .findFirst()
                .orElse("target/compatibility.svg"));
        try (EsabData data = EsabData.inMemory()) {
            data.catalog().load(SampleCatalog.data());
            String text = words.isEmpty() ? SampleCatalog.ARISTO_500IX.value() : String.join(" ", words);
            PowerSource powerSource = new PowerSources(data).named(text).get(0);
            String svg = GraphDrawing.svg(CompatibilityGraph.of(data, powerSource));
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, svg);
            out.println("%s (%s) is drawn in %s".formatted(powerSource.name(), powerSource.gin(), file));
            return 0;
        } catch (EsabDataException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return BAD_ARGUMENTS;
        }
    }
}
