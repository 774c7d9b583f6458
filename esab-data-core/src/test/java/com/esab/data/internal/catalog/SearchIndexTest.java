package com.esab.data.internal.catalog;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.SearchWords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SearchIndexTest {

    @Test
    void an_index_of_nothing_finds_nothing() {
        assertThat(SearchIndex.of(List.of()).search("torch", 10)).isEmpty();
    }

    @Test
    void a_text_without_words_finds_nothing_not_even_a_product_of_that_name() {
        SearchIndex index = SearchIndex.of(List.of(product(1, "---", "")));

        assertThat(index.search("---", 10)).isEmpty();
        assertThat(index.search("", 10)).isEmpty();
    }

    @Test
    void products_of_the_searched_name_come_before_all_others_by_gin() {
        SearchIndex index = SearchIndex.of(List.of(
                product(4, "Feed", "water"),
                product(3, "Feed water", ""),
                product(2, "Feed water", ""),
                product(1, "Feed water cooled", "")));

        assertThat(index.search("Feed water", 3)).extracting(Product::gin).containsExactly(gin(2), gin(3), gin(1));
        assertThat(index.search("feed water", 1)).extracting(Product::gin).containsExactly(gin(2));
    }

    @Test
    void the_order_in_which_products_are_given_changes_nothing() {
        Random random = new Random(5);
        List<Product> products = products(random);
        List<Product> shuffled = new ArrayList<>(products);
        Collections.shuffle(shuffled, random);
        SearchIndex one = SearchIndex.of(products);
        SearchIndex other = SearchIndex.of(shuffled);

        for (int i = 0; i < 200; i++) {
            String text = text(random, 3);
            assertThat(other.search(text, 20)).as(text).isEqualTo(one.search(text, 20));
        }
    }

    @Test
    void every_answer_is_that_of_the_rules_applied_to_each_product_in_turn() {
        int guessed = 0;
        for (int i = 0; i < 20; i++) {
            Random random = new Random(i);
            List<Product> products = products(random);
            SearchIndex index = SearchIndex.of(products);
            Set<String> known = known(products);
            for (int j = 0; j < 60; j++) {
                String text = random.nextInt(5) == 0
                        ? products.get(random.nextInt(products.size())).name()
                        : text(random, 3);
                int limit = 1 + random.nextInt(products.size() + 2);
                List<Product> found = index.search(text, limit);
                assertThat(found).as("%d: %s", i, text).isEqualTo(inTurn(products, known, text, limit));
                guessed += !found.isEmpty() && known.stream().noneMatch(SearchWords.of(text)::contains) ? 1 : 0;
            }
        }
        assertThat(guessed).isGreaterThan(100);
    }

    private static List<Product> inTurn(List<Product> products, Set<String> known, String text, int limit) {
        Map<String, Set<String>> searched = new HashMap<>();
        SearchWords.of(text).forEach(word -> searched.put(word, SearchWords.meant(word, known)));
        Map<Product, Integer> scores = new HashMap<>();
        for (Product product : products) {
            Set<String> ofName = SearchWords.of(product.name());
            Set<String> ofTexts = SearchWords.ofProperties(product);
            int score = 0;
            for (String word : searched.keySet()) {
                Set<String> meant = searched.getOrDefault(word, Set.of());
                int worth = meant.contains(word) ? 2 : 1;
                score += !Collections.disjoint(meant, ofName)
                        ? 2 * worth
                        : !Collections.disjoint(meant, ofTexts) ? worth : 0;
            }
            if (score > 0) {
                scores.put(product, product.name().equals(text) ? Integer.MAX_VALUE : score);
            }
        }
        return scores.keySet().stream()
                .sorted(Comparator.<Product>comparingInt(scores::get)
                        .reversed()
                        .thenComparing(
                                product -> product.name().codePoints().boxed().toList(), SearchIndexTest::compare)
                        .thenComparing(Product::gin))
                .limit(limit)
                .toList();
    }

    private static int compare(List<Integer> a, List<Integer> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!a.get(i).equals(b.get(i))) {
                return a.get(i) - b.get(i);
            }
        }
        return a.size() - b.size();
    }

    private static Set<String> known(List<Product> products) {
        Set<String> known = new HashSet<>();
        for (Product product : products) {
            known.addAll(SearchWords.of(product.name()));
            known.addAll(SearchWords.ofProperties(product));
        }
        return known;
    }

    private static List<Product> products(Random random) {
        List<Product> products = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            products.add(product(i, text(random, 2), text(random, 4)));
        }
        return products;
    }

    private static String text(Random random, int words) {
        List<String> text = new ArrayList<>();
        for (int i = 1 + random.nextInt(words); i > 0; i--) {
            StringBuilder word = new StringBuilder();
            String characters = random.nextInt(3) == 0 ? "ab12" : "abß";
            for (int length = 1 + random.nextInt(10); length > 0; length--) {
                word.append(characters.charAt(random.nextInt(characters.length())));
            }
            text.add(random.nextInt(9) == 0 ? word + "😀\ufb01𝛼" : word.toString());
        }
        return String.join(" ", text);
    }

    private static Product product(int number, String name, String text) {
        return Product.of(ComponentType.TORCH, gin(number), name, Map.of("text", text));
    }

    private static Gin gin(int number) {
        return Gin.of("%010d".formatted(number));
    }
}
