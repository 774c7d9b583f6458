package com.esab.data.internal.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.Selection;
import java.math.BigInteger;
import java.util.PrimitiveIterator;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The complete packages that extend a selection, one power source after another. */
final class Packages {

    private final CompiledCatalog catalog;
    private final Selection selection;
    private final Answers answers;

    Packages(CompiledCatalog catalog, Selection selection) {
        this.catalog = catalog;
        this.selection = selection;
        this.answers = Answers.of(catalog, selection);
    }

    private IntStream sources() {
        IntStream sources = answers.slots[0] >= 0
                ? IntStream.of(answers.slots[0])
                : IntStream.range(catalog.first(0), catalog.firstPlaceholder(0));
        return sources.filter(source -> PackageSpace.isPossible(catalog, answers, source));
    }

    BigInteger count() {
        return sources()
                .mapToObj(source -> new PackageSpace(catalog, answers, source).count())
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    Stream<Selection> stream() {
        PrimitiveIterator.OfInt sources = sources().iterator();
        int characteristics = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(
                new AbstractSpliterator<Selection>(Long.MAX_VALUE, characteristics) {

                    private PackageSpace.@Nullable Walk walk;

                    @Override
                    public boolean tryAdvance(Consumer<? super Selection> action) {
                        int[] slots = walk == null ? new int[0] : walk.next();
                        while (slots.length == 0) {
                            if (!sources.hasNext()) {
                                return false;
                            }
                            walk = new PackageSpace(catalog, answers, sources.nextInt()).walk();
                            slots = walk.next();
                        }
                        action.accept(extended(slots));
                        return true;
                    }
                },
                false);
    }

    private Selection extended(int[] slots) {
        Selection extended = selection;
        for (int slot = 0; slot < slots.length; slot++) {
            if (answers.slots[slot] == Answers.OPEN && slots[slot] != Answers.OPEN) {
                extended = slots[slot] == Answers.NONE
                        ? extended.none(ComponentType.values()[slot])
                        : extended.with(catalog.product(slots[slot]));
            }
        }
        return extended;
    }
}
