package io.apg.mesh.ir;

/**
 * One route of a virtual host.
 *
 * @param key unique in its virtual host and stable across edits: what tells a changed route from a
 *     new one
 */
public record RouteEntry(String key, RouteMatch match, RouteAction action, Source source) {}
