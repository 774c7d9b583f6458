package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import picocli.CommandLine.IVersionProvider;

/** The version of the library, as its jar says. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = EsabData.class.getPackage().getImplementationVersion();
        return new String[] {"esab-data " + (version == null ? "(built from source)" : version)};
    }
}
