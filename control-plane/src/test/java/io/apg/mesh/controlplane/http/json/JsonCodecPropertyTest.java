package io.apg.mesh.controlplane.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.apg.mesh.v1.ApplyObjectsRequest;
import io.apg.mesh.v1.ErrorBody;
import io.apg.mesh.v1.GetHealthResponse;
import io.apg.mesh.v1.ListServicesRequest;
import io.apg.mesh.v1.ProxyObject;
import io.apg.mesh.v1.RevisionObject;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceObject;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a message says, its JSON says too. */
class JsonCodecPropertyTest {
  private static final List<Message> TYPES =
      List.of(
          ServiceObject.getDefaultInstance(),
          RouteObject.getDefaultInstance(),
          ApplyObjectsRequest.getDefaultInstance(),
          ProxyObject.getDefaultInstance(),
          RevisionObject.getDefaultInstance(),
          ErrorBody.getDefaultInstance(),
          GetHealthResponse.getDefaultInstance(),
          ListServicesRequest.getDefaultInstance(),
          ExoticTypes.MESSAGE);

  static Stream<Long> seeds() {
    return IntStream.range(0, 300).mapToObj(Long::valueOf);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void jsonSaysWhatTheMessageSays(long seed) {
    for (Message type : TYPES) {
      Message message = new RandomMessages(seed).fill(type.newBuilderForType());
      ByteString json = StrictJson.write(JsonCodec.write(message));

      Problems problems = new Problems();
      Message.Builder read = type.newBuilderForType();
      JsonCodec.readBody(StrictJson.parse(json), Set.of(), read, problems);

      assertThat(problems.error()).isNull();
      assertThat(read.build()).isEqualTo(message);
    }
  }
}
