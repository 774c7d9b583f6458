package com.esab.data.internal.catalog;

import java.util.Arrays;
import java.util.stream.IntStream;

/** For each word the products that hold it, both by their numbers; those of a word ascend. */
final class Postings {

    /** Where the products of each word begin; those of the next word begin where they end. */
    private final int[] begins;

    private final int[] products;

    private Postings(int[] begins, int[] products) {
        this.begins = begins;
        this.products = products;
    }

    IntStream of(int word) {
        return Arrays.stream(products, begins[word], begins[word + 1]);
    }

    /** Takes the words of one product after the other, in whatever numbers they have before all are known. */
    static final class Builder {

        private final int[] ends;
        private int[] words = new int[64];
        private int count;
        private int added;

        Builder(int products) {
            ends = new int[products];
        }

        void add(int[] wordsOfProduct) {
            if (words.length - added < wordsOfProduct.length) {
                words = Arrays.copyOf(words, Math.max(words.length * 2, added + wordsOfProduct.length));
            }
            System.arraycopy(wordsOfProduct, 0, words, added, wordsOfProduct.length);
            added += wordsOfProduct.length;
            ends[count++] = added;
        }

        /** @param numbers the final number for each one used so far */
        Postings build(int[] numbers) {
            int[] begins = new int[numbers.length + 1];
            for (int i = 0; i < added; i++) {
                begins[numbers[words[i]] + 1]++;
            }
            Arrays.parallelPrefix(begins, Integer::sum);
            int[] next = begins.clone();
            int[] products = new int[added];
            int i = 0;
            for (int product = 0; product < count; product++) {
                for (; i < ends[product]; i++) {
                    products[next[numbers[words[i]]]++] = product;
                }
            }
            return new Postings(begins, products);
        }
    }
}
