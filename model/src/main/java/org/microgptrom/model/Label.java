package org.microgptrom.model;

/**
 * A class of documents.
 *
 * @param symbol that ends each document of the class and stands nowhere else, one code point
 * @param name what people call the class, of any length
 */
public record Label(String symbol, String name) {}
