package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.RegexCheck;

/**
 * What the mesh's configuration says about requests.
 *
 * @param defaultNamespace namespace of services and references that name none
 */
public record Settings(String defaultNamespace, RegexCheck regexCheck) {}
