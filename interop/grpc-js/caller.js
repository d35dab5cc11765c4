'use strict';
// Calls a gRPC service of the mesh again and again and says what came of it, a line a call: "answer"
// and the name of who gave it, or "failure" and why. Arguments: target, calls a second. GRPC_XDS_BOOTSTRAP
// names the bootstrap file. It ends when it is told to (SIGTERM), and by itself after five minutes.
const grpc = require('@grpc/grpc-js');
require('@grpc/grpc-js-xds').register();

const [target, perSecond] = process.argv.slice(2);
const DEADLINE_MILLIS = 20_000;

const text = {
  write: (value) => Buffer.from(value, 'utf8'),
  read: (bytes) => bytes.toString('utf8'),
};
const Echo = grpc.makeGenericClientConstructor({
  say: {
    path: '/apg.test.Echo/Say',
    requestStream: false,
    responseStream: false,
    requestSerialize: text.write,
    requestDeserialize: text.read,
    responseSerialize: text.write,
    responseDeserialize: text.read,
  },
});
const client = new Echo(target, grpc.credentials.createInsecure());

const call = () =>
  client.say('', { deadline: Date.now() + DEADLINE_MILLIS }, (error, name) =>
    console.log(error ? `failure ${error.message}` : `answer ${name}`));

setInterval(call, 1000 / Number(perSecond));
process.on('SIGTERM', () => process.exit(0));
setTimeout(() => process.exit(0), 300_000);
