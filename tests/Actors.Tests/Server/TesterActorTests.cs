using FedPrune.Actors.Server;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Tests.Server;

public sealed class TesterActorTests : ActorTest
{
    private readonly ReadOnlyMemory<float> _dense = new float[] { 0.5f, 0.25f };
    private readonly ReadOnlyMemory<float> _sparse = new float[] { 0.5f, 0 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Sums_the_pieces_of_both_models_whatever_the_slots(int slots)
    {
        var engines = new FakeEngines();
        var tester = Sys.ActorOf(TesterActor.Props(2500, slots, engines.Create));
        tester.Tell(new TesterActor.Test(7, _dense, _sparse), TestActor);
        var tested = ExpectMsg<TesterActor.Tested>();
        // The fake engine calls (first image mod 7) of a piece correct: 0, 1000 and 2000 mod 7 are 0, 6 and 5.
        Assert.Equal((7, new Evaluation(2500, 11, 0.75 * 2500), new Evaluation(2500, 11, 0.5 * 2500)), (tested.Round, tested.Dense, tested.Sparse));
        Assert.Equal(
            [(0, 1000), (0, 1000), (1000, 2000), (1000, 2000), (2000, 2500), (2000, 2500)], engines.Tests.Order());
    }

    [Fact]
    public void Tests_a_model_once_that_is_both()
    {
        var engines = new FakeEngines();
        var tester = Sys.ActorOf(TesterActor.Props(1500, 2, engines.Create));
        for (int round = 0; round < 2; round++)
        {
            tester.Tell(new TesterActor.Test(round, _dense, _dense), TestActor);
            var tested = ExpectMsg<TesterActor.Tested>();
            Assert.Equal(new Evaluation(1500, 6, 0.75 * 1500), tested.Dense);
            Assert.Equal(tested.Dense, tested.Sparse);
        }
        Assert.Equal(4, engines.Tests.Count);
    }

    [Fact]
    public void Fails_when_a_slot_does()
    {
        var engines = new FakeEngines { WhileTesting = from => { if (from == 1000) throw new InvalidOperationException("no image 1000"); } };
        var parent = CreateTestProbe();
        var tester = Stoppable(parent, TesterActor.Props(2500, 2, engines.Create));
        parent.Watch(tester);
        tester.Tell(new TesterActor.Test(0, _dense, _sparse), TestActor);
        parent.ExpectTerminated(tester);
        ExpectNoMsg();
    }
}
