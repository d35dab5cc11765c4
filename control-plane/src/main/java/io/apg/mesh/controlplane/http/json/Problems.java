package io.apg.mesh.controlplane.http.json;

import com.google.protobuf.Value;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects everything that is wrong with a request. Faults of form (MALFORMED) are told without
 * those of meaning (INVALID), which they may have caused. Not thread-safe.
 */
public final class Problems {
  /** Kept at most; the rest is only counted, so that a hostile body costs bounded memory. */
  private static final int MAX_KEPT = 10_000;

  /** What a service refuses a request for that has more than one fault; the rest has one reason. */
  private static final Set<ErrorCode> MERGED =
      EnumSet.of(
          ErrorCode.INVALID,
          ErrorCode.ALREADY_EXISTS,
          ErrorCode.IN_USE,
          ErrorCode.REVISION_MISMATCH);

  private final Findings malformed = new Findings();
  private final Findings invalid = new Findings();

  private static final class Findings {
    final List<ApiError.Detail> details = new ArrayList<>();
    String hint = "";
    int total;

    void add(ApiError.Detail detail, String newHint) {
      if (total++ == 0) {
        hint = newHint;
      }
      if (details.size() < MAX_KEPT) {
        details.add(detail);
      }
    }
  }

  /** Notes a fault of form. */
  public void malformed(String field, String message, Value value) {
    malformed.add(new ApiError.Detail(field, message, value), "");
  }

  /** Notes a fault of form, with what may help. */
  public void malformed(String field, String message, String hint) {
    malformed.add(new ApiError.Detail(field, message, JsonValues.NULL), hint);
  }

  /** Notes a fault of meaning, with what may help. */
  public void invalid(String field, String message, Value value, String hint) {
    invalid.add(new ApiError.Detail(field, message, value), hint);
  }

  /** Whether no fault is of form. */
  public boolean isWellFormed() {
    return malformed.total == 0;
  }

  /**
   * All of it together with what a service says of the rest of the request. What is wrong with a
   * field that was refused here is not told again.
   */
  public ApiError with(ApiError found) {
    if (!MERGED.contains(found.code())) {
      return found;
    }
    Set<String> refused = new HashSet<>();
    invalid.details.forEach(detail -> refused.add(detail.field()));
    for (ApiError.Detail detail : found.details()) {
      if (!refused.contains(detail.field())) {
        invalid.add(detail, found.hint());
      }
    }
    return error(ErrorCode.INVALID, invalid);
  }

  /** The error that tells all of it, or null where nothing is wrong. */
  public @Nullable ApiError error() {
    if (malformed.total > 0) {
      return error(ErrorCode.MALFORMED, malformed);
    }
    return invalid.total > 0 ? error(ErrorCode.INVALID, invalid) : null;
  }

  private static ApiError error(ErrorCode code, Findings findings) {
    ApiError.Detail first = findings.details.get(0);
    String message =
        findings.total == 1
            ? first.message()
            : findings.total + " fields are wrong; the first: " + first.message();
    return new ApiError(
        code, message, first.field(), findings.hint, findings.details, findings.total);
  }
}
