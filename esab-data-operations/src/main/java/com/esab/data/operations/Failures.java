package com.esab.data.operations;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Says for people why a file could not be read or written. */
final class Failures {

    private Failures() {}

    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (root instanceof FileSystemException && root.getMessage() != null) {
            return root.getMessage();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
