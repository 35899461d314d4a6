namespace FedPrune.TestKit;

/// <summary>A base for tests with probes: <c>Probing("device-3", CreateTestProbe().Ref)</c>.</summary>
public abstract class FederationTest() : Akka.TestKit.Xunit2.TestKit(Simulation.Configuration());
