using PmpPulse.Feeds.Simulation;

namespace PmpPulse.FeedSimulator.City;

/// <summary>Made-up but plausible names: two streets that cross, as the network names its stations.</summary>
internal static class StreetNames
{
    private static readonly string[] Names =
    [
        "Abricotiers", "Acacias", "Alouettes", "Amandiers", "Ancienne Forge", "Arbalétriers", "Ardoisières", "Aubépines", "Bassin",
        "Batelier", "Beau Site", "Belle Étoile", "Belvédère", "Bergers", "Blanchisseurs", "Boulangers", "Bouleaux", "Bourdonnais",
        "Brasserie", "Bruyères", "Canal", "Capucines", "Carrières", "Cascade", "Cerisaie", "Chantiers", "Chapeliers", "Charmilles",
        "Charpentiers", "Château d'Eau", "Châtaigniers", "Chaudronniers", "Cheminots", "Chèvrefeuille", "Cité des Arts", "Clématites",
        "Clos Fleuri", "Colombier", "Conservatoire", "Coquelicots", "Cordeliers", "Coteaux", "Couronnes", "Croix Blanche", "Dentellières",
        "Deux Ponts", "Docks", "Écluse", "Églantiers", "Entrepôts", "Épinettes", "Équerre", "Étang", "Fabriques", "Fauvettes", "Ferme",
        "Feuillants", "Figuier", "Filature", "Fontaine", "Forges", "Fossés", "Fougères", "Four à Chaux", "Gare de l'Octroi", "Genêts",
        "Glycines", "Grands Prés", "Grange aux Dîmes", "Grenadiers", "Gymnase", "Halle aux Blés", "Haut Pavé", "Hirondelles", "Horloge",
        "Hôpital", "Imprimerie", "Jardiniers", "Jonquilles", "Lavandières", "Lavoir", "Lilas", "Luthiers", "Lycée", "Magnolias", "Mairie",
        "Manufacture", "Maraîchers", "Marché", "Marguerites", "Mariniers", "Marronniers", "Médiathèque", "Mégisserie", "Merisiers",
        "Messageries", "Meuniers", "Mimosas", "Moissons", "Moulin Vert", "Mûriers", "Musée", "Noisetiers", "Noyers", "Observatoire",
        "Oliviers", "Orangerie", "Orfèvres", "Orme", "Panorama", "Passerelle", "Pâquerettes", "Pépinière", "Peupliers", "Piscine",
        "Plâtrières", "Poissonniers", "Pont Tournant", "Porte Dorée", "Potiers", "Poterne", "Prairies", "Préfecture", "Primevères",
        "Promenade", "Quatre Vents", "Quai aux Grains", "Récollets", "Remparts", "Ronde", "Roseraie", "Rossignol", "Sablière", "Saint-Aubin",
        "Saint-Éloi", "Saint-Hilaire", "Saint-Loup", "Sainte-Agathe", "Sainte-Odile", "Saules", "Sémaphore", "Sorbiers", "Source", "Stade",
        "Tanneurs", "Terrasses", "Théâtre", "Tilleuls", "Tisserands", "Tonneliers", "Tour Carrée", "Trois Moulins", "Tuileries", "Université",
        "Verger", "Verriers", "Viaduc", "Vieille Halle", "Vignes", "Violettes", "Voltigeurs",
    ];

    public static string At(SeededNoise noise, long station, int attempt)
    {
        var first = noise.Index(NoiseStream.FirstName, station, Names.Length, attempt);
        var second = noise.Index(NoiseStream.SecondName, station, Names.Length - 1, attempt);
        // never a street that crosses itself
        return $"{Names[first]} - {Names[second >= first ? second + 1 : second]}";
    }
}
