package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.error.ConfigurationException;
import com.esab.data.operations.cli.EsabDataCommand.Surroundings;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.SessionStore;
import com.esab.data.store.Store;
import com.esab.data.store.StoreProvider;
import com.esab.data.store.StoreProvider.Kind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What the commands have in common that work on stores. */
abstract class StoreCommand implements Callable<Integer> {

    @ParentCommand
    private EsabDataCommand parent = new EsabDataCommand(Surroundings.ofProcess());

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    final Surroundings surroundings() {
        return parent.surroundings;
    }

    final PrintStream out() {
        return surroundings().out();
    }

    /** Bars on a terminal, a line for each finished step elsewhere, and nothing beside JSON. */
    final ProgressListener progress() {
        return json
                ? ProgressListener.NONE
                : ProgressListener.bar(surroundings().err(), surroundings().terminal());
    }

    final boolean confirmed(boolean yes, String question) {
        if (yes || surroundings().confirmation().confirms(question)) {
            return true;
        }
        surroundings().err().println("esab-data: nothing was done: this needs the answer yes, or --yes");
        return false;
    }

    /** These stores, connected as the environment says; the caller closes them together. */
    final EsabData connect(Collection<Kind> kinds) {
        EsabData.Builder builder =
                EsabData.builder().archiver(ArchiverSettings.defaults().withBackground(false));
        List<Store> opened = new ArrayList<>();
        try {
            for (Kind kind : kinds) {
                Store store = connect(kind);
                opened.add(store);
                if (store instanceof CatalogStore catalog) {
                    builder.catalog(catalog);
                } else if (store instanceof SessionStore sessions) {
                    builder.sessions(sessions);
                } else if (store instanceof ArchiveStore archive) {
                    builder.archive(archive);
                }
            }
            return builder.build();
        } catch (RuntimeException e) {
            opened.forEach(Store::close);
            throw e;
        }
    }

    final Store connect(Kind kind) {
        for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
            if (provider.kind() == kind) {
                return provider.connect(surroundings().environment());
            }
        }
        throw new ConfigurationException("nothing provides the %s store: add com.esab.data:%s to the class path"
                .formatted(kind, kind.artifact()));
    }
}
