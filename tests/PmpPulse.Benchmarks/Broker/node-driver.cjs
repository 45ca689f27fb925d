// Publishes in one process and receives and acknowledges in another, with Google's own client, and prints what was acknowledged as JSON:
//   node node-driver.cjs TOPIC SUBSCRIPTION SECONDS paced|unpaced        with PUBSUB_EMULATOR_HOST set
// Paced, the publisher waits while 20,000 messages are on their way; unpaced, it waits for the answers to its own requests alone.
const { fork } = require('node:child_process');
const { PubSub } = require('@google-cloud/pubsub');

const [topicName, subscriptionName, seconds, pace] = process.argv.slice(2);
const window = 20000;
const client = new PubSub({ projectId: 'bench' });

if (process.send) receive();
else publish().catch(fail);

function receive() {
  let received = 0;
  const subscription = client.subscription(subscriptionName, { flowControl: { maxMessages: window } });
  subscription.on('message', message => {
    message.ack();
    if (++received % 500 === 0) process.send(received);
  });
  subscription.on('error', fail);
  process.on('disconnect', () => process.exit(0));
}

async function publish() {
  const receiver = fork(__filename, process.argv.slice(2), { execArgv: process.execArgv });
  receiver.on('exit', code => { if (code) fail(new Error('the receiver ended')); });
  const topic = client.topic(topicName, { batching: { maxMessages: 100, maxMilliseconds: 10 } });
  const data = Buffer.alloc(100, 'x');
  let published = 0, answered = 0, received = 0, wake = () => {};
  receiver.on('message', count => { received = count; wake(); });

  const one = () => {
    published++;
    topic.publishMessage({ data }).then(() => { answered++; wake(); }).catch(fail);
  };
  // the clock starts once messages flow: a client connects lazily
  one();
  for (let i = 0; i < 499; i++) one();
  while (received === 0) await new Promise(resolve => { wake = resolve; });

  const [start, before] = [process.hrtime.bigint(), received];
  const elapsed = () => Number(process.hrtime.bigint() - start) / 1e9;
  setTimeout(() => wake(), seconds * 1000);
  while (elapsed() < seconds) {
    const underWay = () => published - (pace === 'paced' ? received : answered);
    for (let i = 0; i < 500 && underWay() < window; i++) one();
    if (underWay() >= window) await new Promise(resolve => { wake = resolve; });
    else await new Promise(resolve => setImmediate(resolve));
  }
  console.log(JSON.stringify({ messages: received - before, seconds: elapsed() }));
  receiver.disconnect();
  process.exit(0);
}

function fail(error) {
  console.error(error);
  process.exit(1);
}
