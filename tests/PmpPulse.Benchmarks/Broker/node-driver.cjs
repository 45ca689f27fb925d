// Publishes, receives and acknowledges with Google's own client for some seconds, and prints what it did as JSON:
//   node node-driver.cjs TOPIC SUBSCRIPTION SECONDS        with PUBSUB_EMULATOR_HOST set
const { PubSub } = require('@google-cloud/pubsub');

const [topicName, subscriptionName, seconds] = process.argv.slice(2);
const window = 5000;      // published and not yet received
const data = Buffer.alloc(100, 'x');

async function main() {
  const client = new PubSub({ projectId: 'bench' });
  const topic = client.topic(topicName, { batching: { maxMessages: 100, maxMilliseconds: 10 } });
  const subscription = client.subscription(subscriptionName, { flowControl: { maxMessages: window } });
  let published = 0, received = 0, failed;
  let wake = () => {};
  subscription.on('message', message => { message.ack(); received++; wake(); });
  subscription.on('error', error => { failed = error; wake(); });

  const start = process.hrtime.bigint();
  const elapsed = () => Number(process.hrtime.bigint() - start) / 1e9;
  const end = setTimeout(() => wake(), seconds * 1000);
  while (elapsed() < seconds && !failed) {
    for (let i = 0; i < 100 && published - received < window; i++) {
      topic.publishMessage({ data }).catch(error => { failed = error; wake(); });
      published++;
    }
    if (published - received >= window) await new Promise(resolve => { wake = resolve; });
    else await new Promise(resolve => setImmediate(resolve));
  }
  clearTimeout(end);
  const took = elapsed();
  const done = received;
  if (failed) throw failed;
  console.log(JSON.stringify({ messages: done, seconds: took }));
  process.exit(0);
}

main().catch(error => { console.error(error); process.exit(1); });
