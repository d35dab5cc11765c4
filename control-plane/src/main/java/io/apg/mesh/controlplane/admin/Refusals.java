package io.apg.mesh.controlplane.admin;

import com.google.protobuf.NullValue;
import com.google.protobuf.Value;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.registry.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** Why a request is refused, in the terms of the API. */
final class Refusals {
  /** Of several problems the first of these names the refusal. */
  private static final List<Problem.Code> WORST =
      List.of(
          Problem.Code.NOT_FOUND,
          Problem.Code.INVALID,
          Problem.Code.REVISION_MISMATCH,
          Problem.Code.ALREADY_EXISTS,
          Problem.Code.IN_USE);

  private Refusals() {}

  /**
   * All problems as one error.
   *
   * @param at JSON pointer to the object of a change in the request's body
   */
  static ApiException of(List<Problem> problems, IntFunction<String> at) {
    List<Problem> sorted =
        problems.stream().sorted(Comparator.comparingInt(Problem::change)).toList();
    Problem worst =
        sorted.stream().min(Comparator.comparingInt(p -> WORST.indexOf(p.code()))).orElseThrow();
    List<ApiError.Detail> details =
        sorted.stream()
            .filter(p -> isInBody(p, at))
            .map(p -> new ApiError.Detail(at.apply(p.change()) + p.field(), p.message(), value(p)))
            .toList();
    int more = problems.size() - 1;
    String message = worst.message() + (more == 0 ? "" : " (and " + more + " more)");
    return ApiError.of(ErrorCode.valueOf(worst.code().name()), message, worst.hint(), details)
        .toException();
  }

  /** A parameter of a request is not what it should be. */
  static ApiException parameter(String name, String value, String expected) {
    String message = name + ": " + value + " (expected: " + expected + ")";
    return ApiError.of(
            ErrorCode.INVALID, message, "", List.of(ApiError.Detail.of(name, message, value)))
        .toException();
  }

  /** The state that a listing showed is not kept any more. */
  static ApiException expired(String token) {
    String message = "page_token: expired, start again";
    return ApiError.of(
            ErrorCode.INVALID,
            message,
            "ask for the first page again",
            List.of(ApiError.Detail.of("page_token", message, token)))
        .toException();
  }

  /** Parameters of a request are not what they should be. */
  static ApiException parameters(List<Problem> problems) {
    return of(
        problems.stream()
            .map(
                p ->
                    new Problem(
                        p.code(),
                        p.change(),
                        p.field().substring(1),
                        p.message(),
                        p.value(),
                        p.hint()))
            .toList(),
        index -> "");
  }

  /** Nothing is wrong, but the call was only to be checked. */
  static ApiException checked() {
    return ApiError.of(ErrorCode.INVALID, "nothing was changed: parts of the request were refused")
        .toException();
  }

  static ApiException notFound(String kind, String id) {
    return ApiError.of(ErrorCode.NOT_FOUND, kind + " " + id + " does not exist").toException();
  }

  /** What one change is about stands in the path; only the objects of a list are in the body. */
  private static boolean isInBody(Problem problem, IntFunction<String> at) {
    return problem.code() != Problem.Code.NOT_FOUND || !at.apply(problem.change()).isEmpty();
  }

  private static Value value(Problem problem) {
    return problem.value().isEmpty()
        ? Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build()
        : Value.newBuilder().setStringValue(problem.value()).build();
  }
}
