using CsCheck;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.Tests.PubSub;

/// <summary>Invariants of every delivery and of the final state, for any sequence of calls, expiries and crashes.</summary>
[Trait("Category", "Slow")]
public sealed class BacklogPropertyTests
{
    private enum Kind
    {
        Publish,
        Take,
        Ack,
        Nack,
        Extend,
        Wait,
        Crash,
        Forward,
    }

    private static readonly Gen<(Kind Kind, int A, int B)[]> Steps =
        Gen.Select(
            Gen.Frequency(
                (5, Gen.Const(Kind.Publish)), (6, Gen.Const(Kind.Take)), (6, Gen.Const(Kind.Ack)), (2, Gen.Const(Kind.Nack)),
                (1, Gen.Const(Kind.Extend)), (2, Gen.Const(Kind.Wait)), (1, Gen.Const(Kind.Crash)), (1, Gen.Const(Kind.Forward))),
            Gen.Int[0, 1000],
            Gen.Int[0, 1000]).Array[1, 120];

    [Fact]
    public void Unordered_AnySequence_DeliversAllAtLeastOnceAndNothingAfterItsAck() =>
        Steps.Sample(steps => new Simulation(ordered: false).Run(steps), iter: 3000);

    [Fact]
    public void Ordered_AnySequence_KeepsTheOrderOfEachKey() =>
        Steps.Sample(steps => new Simulation(ordered: true).Run(steps), iter: 3000);

    [Fact]
    public void DeadLettered_AnySequence_BlocksItsKeyUntilForwarded() =>
        Steps.Sample(steps => new Simulation(ordered: true, attempts: 2).Run(steps), iter: 3000);

    private sealed class Simulation(bool ordered, int? attempts = null)
    {
        private const long Deadline = 10;

        private readonly BacklogOptions _options = new(ordered, long.MaxValue / 2, 0, 0, attempts);
        private readonly List<long> _deadLetters = [];

        // dead letters that block their key; one redelivered because an earlier message failed doesn't
        private readonly HashSet<long> _holding = [];
        private readonly List<LogEntry> _log = [];
        private readonly HashSet<long> _acked = [];
        private readonly HashSet<long> _durable = [];
        private readonly HashSet<long> _delivered = [];
        private readonly List<(Delivered Delivery, Consumer Consumer)> _deliveries = [];
        private Backlog _backlog = new(new BacklogOptions(ordered, long.MaxValue / 2, 0, 0, attempts), 0);
        private Consumer[] _consumers = NewConsumers();
        private long _now;

        public void Run((Kind Kind, int A, int B)[] steps)
        {
            foreach (var (kind, a, b) in steps) Step(kind, a, b);
            Drain();
            _delivered.Should().BeEquivalentTo(_log.Select(m => m.Id), "every message is delivered");
            _backlog.Count.Should().Be(0);
            _consumers.Should().OnlyContain(c => c.Messages == 0 && c.Bytes == 0);
        }

        private void Step(Kind kind, int a, int b)
        {
            switch (kind)
            {
                case Kind.Publish:
                    // ids have gaps, because other topics use some
                    var message = new LogEntry((_log.Count > 0 ? _log[^1].Id : 0) + 1 + (a % 3), 1 + (b % 50), 0, (a % 4) switch { 0 => null, var k => $"key{k}" });
                    _log.Add(message);
                    _backlog.Append(message);
                    break;
                case Kind.Take:
                    Take(_consumers[a % _consumers.Length], 1 + (b % 5));
                    break;
                case Kind.Ack when _deliveries.Count > 0:
                    Ack(_deliveries[a % _deliveries.Count].Delivery);
                    break;
                case Kind.Nack when _deliveries.Count > 0:
                    var nacked = _deliveries[a % _deliveries.Count].Delivery;
                    _backlog.ModifyDeadline(nacked.Id, nacked.Lease, 0, _now);
                    break;
                case Kind.Extend when _deliveries.Count > 0:
                    var extended = _deliveries[a % _deliveries.Count].Delivery;
                    _backlog.ModifyDeadline(extended.Id, extended.Lease, 1 + (b % 30), _now);
                    break;
                case Kind.Wait:
                    _now += a % 15;
                    _backlog.Advance(_now);
                    break;
                case Kind.Forward:
                    TakeDeadLetters();
                    if (_deadLetters.Count > 0) Forward(a % _deadLetters.Count, arrives: b % 3 > 0);
                    break;
                case Kind.Crash:
                    Crash(writtenBefore: b % 2 == 0);
                    break;
            }
        }

        private void Take(Consumer consumer, int most)
        {
            List<Delivered> taken = [];
            _backlog.Take(consumer, most, 200, Deadline, _now, taken);
            TakeDeadLetters();
            _holding.ExceptWith(taken.Select(d => d.Id));
            taken.Count.Should().BeLessThanOrEqualTo(most);
            foreach (var delivery in taken)
            {
                _acked.Should().NotContain(delivery.Id, "acknowledged messages are not redelivered");
                CheckOrder(delivery, consumer);
                _delivered.Add(delivery.Id);
                _deliveries.Add((delivery, consumer));
            }

            consumer.Messages.Should().BeLessThanOrEqualTo(consumer.MaxMessages);
        }

        private void Ack(Delivered delivery)
        {
            _backlog.Ack(delivery.Id);
            var known = _log.Single(m => m.Id == delivery.Id);
            if (!ordered || known.OrderingKey is null)
            {
                _acked.Add(delivery.Id);
                return;
            }

            // a keyed message is done only when all before it are; checks the backlog's answer against that order
            Write();
        }

        private void TakeDeadLetters()
        {
            foreach (var entry in _backlog.TakeDeadLetters())
            {
                _deadLetters.Add(entry.Id);
                _holding.Add(entry.Id);
            }
        }

        private void Forward(int index, bool arrives)
        {
            var id = _deadLetters[index];
            _deadLetters.RemoveAt(index);
            _holding.Remove(id);
            if (arrives) _backlog.Ack(id);
            else _backlog.Return(id, 0, _now);
        }

        /// <summary>All messages of a key before a delivered one are done or leased to the same consumer.</summary>
        private void CheckOrder(Delivered delivery, Consumer consumer)
        {
            var key = _log.Single(m => m.Id == delivery.Id).OrderingKey;
            if (!ordered || key is null) return;
            Write();
            _log.Where(m => m.OrderingKey == key && m.Id < delivery.Id && _holding.Contains(m.Id) && !_durable.Contains(m.Id)).Should().BeEmpty("the key waits for its dead letter");
            foreach (var earlier in _log.Where(m => m.OrderingKey == key && m.Id < delivery.Id && !_durable.Contains(m.Id)))
            {
                _deliveries.Should().Contain(d => d.Delivery.Id == earlier.Id && d.Consumer == consumer, "messages of one key stay in order");
            }
        }

        private void Write()
        {
            var (ackedTo, acks, _) = _backlog.TakeChanges();
            _durable.UnionWith(_log.Where(m => m.Id <= ackedTo).Select(m => m.Id));
            _durable.UnionWith(acks);
            if (ordered)
            {
                foreach (var id in _durable) _acked.Add(id);
                foreach (var id in _durable)
                {
                    var key = _log.Single(m => m.Id == id).OrderingKey;
                    if (key is null) continue;
                    _log.Where(m => m.OrderingKey == key && m.Id < id && !_durable.Contains(m.Id)).Should().BeEmpty("a restart must replay the messages after an unacknowledged one");
                }
            }
            else
            {
                _durable.Should().BeSubsetOf(_acked);
            }
        }

        private void Crash(bool writtenBefore)
        {
            if (writtenBefore) Write();
            _acked.IntersectWith(_durable);
            _deliveries.Clear();
            _deadLetters.Clear();
            _holding.Clear();
            _consumers = NewConsumers();
            _backlog = new Backlog(_options, 0);
            foreach (var message in _log.Where(m => !_durable.Contains(m.Id))) _backlog.Append(message);
            if (_log.Count > 0) _backlog.SkipTo(_log[^1].Id);
        }

        private void Drain()
        {
            for (var round = 0; round < 1000 && _backlog.Count > 0; round++)
            {
                _now += Deadline + 31;
                _backlog.Advance(_now);
                foreach (var consumer in _consumers) Take(consumer, 100);
                foreach (var (delivery, _) in _deliveries.ToArray()) Ack(delivery);
                TakeDeadLetters();
                while (_deadLetters.Count > 0) Forward(0, arrives: true);
            }
        }

        private static Consumer[] NewConsumers() =>
            [new Consumer(4, 120) { KeepsKeys = true }, new Consumer(3, 1000) { KeepsKeys = true }, new Consumer(), new Consumer(2) { OnePerKey = true }];
    }
}
