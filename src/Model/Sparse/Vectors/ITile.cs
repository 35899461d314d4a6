namespace FedPrune.Model.Sparse.Vectors;

/// <summary>
/// A few neighbouring vectors that a kernel holds in registers. Tiles are built of <see cref="Tiles{TSimd, TVector}.One"/>
/// and <see cref="Tiles{TSimd, TVector}.Both{TFirst, TSecond}"/>; the runtime takes the structs apart into registers.
/// </summary>
internal unsafe interface ITile<TSelf, TVector>
    where TSelf : unmanaged, ITile<TSelf, TVector>
{
    static abstract int Vectors { get; }

    /// <summary><c>tile = value</c> in every vector.</summary>
    void Fill(TVector value);

    /// <summary><c>tile = from[at…]</c></summary>
    void Load(float* from, int at);

    /// <summary>Asks ahead for what <see cref="Load"/> would read.</summary>
    static abstract void Ask(float* from, int at);

    /// <summary><c>to[at…] = tile</c></summary>
    void Store(float* to, int at);

    /// <summary><c>tile += weight · x[at…]</c></summary>
    void AddProduct(TVector weight, float* x, int at);

    /// <summary><c>tile += weight · x[at…] + nextWeight · x[at + width…]</c></summary>
    /// <param name="weight">Of the vector itself.</param>
    /// <param name="nextWeight">Of the vector behind it.</param>
    /// <param name="x">Read once for both.</param>
    /// <param name="at">Where in x the tile begins.</param>
    /// <param name="here">The vector of x there; written, the one behind the tile.</param>
    void AddProducts(TVector weight, TVector nextWeight, float* x, int at, ref TVector here);

    /// <summary><c>Σ tile ∘ x[at…]</c>, vector after vector.</summary>
    TVector Dot(float* x, int at);

    /// <summary><c>sum + Σ tile ∘ x[at…]</c>, vector after vector.</summary>
    TVector AddDot(float* x, int at, TVector sum);

    /// <summary><c>sums += (Σ tile ∘ a[at…], Σ tile ∘ b[at…], Σ tile ∘ c[at…], Σ tile ∘ d[at…])</c>, vector after vector.</summary>
    void AddDots(float* a, float* b, float* c, float* d, int at, ref Four<TVector> sums);

    /// <summary>
    /// <c>sums += (Σ tile ∘ a[at…], Σ tile ∘ a[at + width…], Σ tile ∘ b[at…], Σ tile ∘ b[at + width…])</c>, vector after vector.
    /// </summary>
    /// <param name="a">Read once for two sums.</param>
    /// <param name="b">Likewise.</param>
    /// <param name="at">Where in both the tile begins.</param>
    /// <param name="aHere">The vector of a there; written, the one behind the tile.</param>
    /// <param name="bHere">The vector of b there; written, the one behind the tile.</param>
    /// <param name="sums">Added to.</param>
    void AddPairedDots(float* a, float* b, int at, ref TVector aHere, ref TVector bHere, ref Four<TVector> sums);

    /// <summary><c>to[at…] += weight · tile</c></summary>
    void AddProductTo(float* to, int at, TVector weight);

    /// <summary><c>tile += other</c></summary>
    void Add(ref TSelf other);

    /// <summary>The sum of the tile's vectors.</summary>
    TVector Total();
}

/// <summary>Four vectors of sums.</summary>
internal struct Four<TVector>
{
    public TVector A;
    public TVector B;
    public TVector C;
    public TVector D;
}

/// <summary>A kernel that can be run with a tile of any size.</summary>
internal interface ITileKernel<TVector>
{
    void Run<TTile>()
        where TTile : unmanaged, ITile<TTile, TVector>;
}
