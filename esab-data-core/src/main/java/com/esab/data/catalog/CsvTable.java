package com.esab.data.catalog;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a CSV file as far as its syntax goes, without those that hold no value.
 *
 * @param lines the first one names the columns
 * @param mistake the one in the syntax that ended the reading
 */
record CsvTable(List<Line> lines, Optional<CatalogProblem> mistake) {

    private static final int USUAL_BUFFER = 16 * 1024 * 1024;

    /**
     * A record of the file.
     *
     * @param number the line in which it begins, from 1
     */
    record Line(String file, long number, List<String> cells) implements CatalogDraft.Place {

        @Override
        public String row() {
            return file + " line " + number;
        }

        @Override
        public String member(String name) {
            return row() + ", column " + name;
        }

        @Override
        public String property(String name) {
            return member(name);
        }
    }

    /**
     * Takes the text of a file apart at commas or at semicolons, whichever finds more of the columns in the first line.
     */
    static CsvTable of(String file, String text, Collection<String> columns) {
        char separator = columnsFound(text, ';', columns) > columnsFound(text, ',', columns) ? ';' : ',';
        List<Line> lines = new ArrayList<>();
        Cells cells = new Cells(file);
        try {
            for (Line line : reader(text, separator, cells)) {
                if (!line.cells().stream().allMatch(String::isEmpty)) {
                    lines.add(line);
                }
            }
        } catch (CsvParseException e) {
            return new CsvTable(lines, Optional.of(mistake(lines, cells.line(), e)));
        }
        return new CsvTable(lines, Optional.empty());
    }

    private static CatalogProblem mistake(List<Line> before, Line broken, CsvParseException e) {
        int index = broken.cells().size();
        boolean named = !before.isEmpty() && index < before.get(0).cells().size();
        Throwable precise = e.getCause() == null ? e : e.getCause();
        return new CatalogProblem(
                named ? broken.member(before.get(0).cells().get(index)) : broken.row(),
                "is not CSV: " + precise.getMessage());
    }

    private static long columnsFound(String text, char separator, Collection<String> columns) {
        try {
            Iterator<Line> lines = reader(text, separator, new Cells("")).iterator();
            return lines.hasNext()
                    ? lines.next().cells().stream()
                            .map(String::strip)
                            .filter(columns::contains)
                            .count()
                    : 0;
        } catch (CsvParseException e) {
            return 0;
        }
    }

    private static Iterable<Line> reader(String text, char separator, Cells cells) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(Math.max(USUAL_BUFFER, text.length() + 1))
                .build(cells, text);
    }

    /** Collects a record, so that it is known how far one came that is broken. */
    private static final class Cells extends AbstractBaseCsvCallbackHandler<Line> {

        private final String file;
        private List<String> cells = new ArrayList<>();

        private Cells(String file) {
            this.file = file;
        }

        @Override
        protected void handleBegin(long startingLineNumber) {
            cells = new ArrayList<>();
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            cells.add(new String(buffer, offset, length));
        }

        @Override
        protected Line buildRecord() {
            return line();
        }

        private Line line() {
            return new Line(file, getStartingLineNumber(), cells);
        }
    }
}
