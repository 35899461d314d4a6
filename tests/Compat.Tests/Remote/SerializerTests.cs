using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace FedPrune.Compat.Tests.Remote;

public sealed class SerializerTests() : RemoteTest("""
    akka.actor {
      serializers.temperature = "FedPrune.Compat.Tests.Remote.SerializerTests+TemperatureSerializer, Compat.Tests"
      serialization-bindings."FedPrune.Compat.Tests.Remote.SerializerTests+Temperature, Compat.Tests" = temperature
    }
    """)
{
    private static readonly Props Echo = Act((message, context) => context.Sender.Tell(message));

    [Fact]
    public async Task A_bound_serializer_with_manifests_is_used_both_ways()
    {
        var echo = await ReferenceAsync(B, A.ActorOf(Echo), A);

        var back = await echo.Ask<Temperature>(new Temperature(21.5), Patience);

        // It is written in tenths: what comes back went through it.
        Assert.Equal(21.5, back.Degrees);
        Assert.Equal(3.1, (await echo.Ask<Temperature>(new Temperature(3.14), Patience)).Degrees, 12);
    }

    [Fact]
    public void The_library_has_serializers_for_its_own_messages()
    {
        var serialization = A.Serialization;

        Assert.Equal(17, serialization.FindSerializerFor("text").Identifier);
        Assert.Equal(17, serialization.FindSerializerFor(1).Identifier);
        Assert.Equal(17, serialization.FindSerializerFor(1L).Identifier);
        Assert.Equal(4, serialization.FindSerializerFor(Array.Empty<byte>()).Identifier);
        Assert.Equal(16, serialization.FindSerializerFor(new Identify(1)).Identifier);
        Assert.Equal(6, serialization.FindSerializerFor(new ActorSelectionMessage("x", [])).Identifier);
    }

    [Theory]
    [InlineData("")]
    [InlineData("grüße")]
    [InlineData(int.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task Primitives_come_as_they_went(object value)
    {
        var echo = await ReferenceAsync(B, A.ActorOf(Echo), A);

        Assert.Equal(value, await echo.Ask<object>(value, Patience));
    }

    [Fact]
    public void A_reference_is_written_with_the_address_at_which_it_can_be_reached()
    {
        var actor = A.ActorOf(Echo, "reached");

        var written = Serialization.WithTransport((ExtendedActorSystem)A, () => Serialization.SerializedActorPath(actor));

        Assert.Equal($"{AddressOf(A)}/user/reached#{actor.Path.Uid}", written);
    }

    public sealed record Temperature(double Degrees);

    public sealed class TemperatureSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 7_001;

        public override string Manifest(object o) => "tenths";

        public override byte[] ToBinary(object obj) =>
            Encoding.ASCII.GetBytes(((int)Math.Round(((Temperature)obj).Degrees * 10)).ToString(CultureInfo.InvariantCulture));

        public override object FromBinary(byte[] bytes, string manifest)
        {
            Assert.Equal("tenths", manifest);
            return new Temperature(int.Parse(bytes, CultureInfo.InvariantCulture) / 10d);
        }
    }
}
