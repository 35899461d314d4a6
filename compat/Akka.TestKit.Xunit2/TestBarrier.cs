namespace Akka.TestKit;

/// <summary>Lets threads go on together once all of them are there, or when the time is up.</summary>
public class TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
{
    private readonly Barrier _barrier = new(count);

    public void Await() => Await(defaultTimeout ?? testKit.TestKitSettings.DefaultTimeout);

    public void Await(TimeSpan timeout) => _barrier.SignalAndWait(testKit.Dilated(timeout));

    public void Reset()
    {
        _barrier.RemoveParticipants(count);
        _barrier.AddParticipants(count);
    }
}
