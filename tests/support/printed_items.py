# SPDX-License-Identifier: GPL-3.0-or-later
"""What the printed models of a commune and an EPCI hold, in the words of 2016 and 2017."""

from __future__ import annotations

DATE = "Mai 2017"
MARK = "DONNÉES FICTIVES – DÉMONSTRATION"
OBSTACLES = "Obstacles à la fonctionnalité des continuités écologiques"

# The commune column of the printed model, in the words of the map of 2017.
ITEMS = {
    "motto": "Liberté • Égalité • Fraternité",
    "state": "RÉPUBLIQUE FRANÇAISE",
    "service": (
        "Service Urbanisme et Connaissances des territoires "
        "Pôle Gestion et Valorisation des Données"
    ),
    "office": "D.D.T.M 59",
    "office name": "Direction Départementale des Territoires et de la Mer du Nord",
    "family": "Carte Environnementale",
    "title": "Carte S.R.C.E",
    "subtitle": "Schéma Régional de Cohérence Écologique – trame verte et bleue",
    "status": "Pour information",
    "territory": "Commune de HAYNECOURT 59294",
    "sheet number": "CARTE : 1/4",
    "date": f"Mise à jour : {DATE}",
    "sources": "Sources : Gestionnaires Servitudes © Cadastre / PCI – DGFiP",
    "e-mail": "Email : ddtm-suct@nord.gouv.fr",
    "legend": f"Contour de commune Corridors écologiques {OBSTACLES}",
    "legend of reservoirs": "Réservoir de Biodiversité À préserver",
    "text title": (
        "Le schéma régional de cohérence écologique – trame verte et bleue (SRCE-TVB) Outil"
    ),
    "text 1": (
        "Outil d'aménagement du territoire, le schéma régional de cohérence écologique – trame "
        "verte et bleue (SRCE-TVB) est un réseau des continuités écologiques terrestres et "
        "aquatiques. Il vise à préserver les services rendus par la biodiversité, à enrayer sa "
        "perte en maintenant et restaurant ses capacités d'évolution et à la remise en bon état "
        "des continuités écologiques."
    ),
    "text 2": (
        "Le SRCE-TVB vise à identifier, préserver et restaurer les continuités écologiques "
        "nécessaires au maintien de la biodiversité, afin de permettre aux espèces animales et "
        "végétales de circuler, de s'alimenter, de se reproduire, de se reposer..."
    ),
    "text 3": (
        "Le terme « SRCE » est complété de « TVB » pour inscrire l'élaboration du Schéma en "
        "filiation des travaux Régionaux."
    ),
    "text 4": (
        "Le SRCE-TVB du Nord-Pas-de-Calais a été arrêté par le préfet de région le 16 juillet "
        "2014, après son approbation par le Conseil régional le 4 juillet 2014."
    ),
    "nota": "NOTA :",
    "nota 1": (
        "Les réservoirs de biodiversité sont des espaces pouvant abriter des noyaux de "
        "populations d'espèces à partir desquels les individus se dispersent, ou susceptibles de "
        "permettre l'accueil de nouvelles populations d'espèces."
    ),
    "nota 2": (
        "Les corridors écologiques assurent les connexions entre les réservoirs de biodiversité, "
        "offrant aux espèces des conditions favorables à leur déplacement et à l'accomplissement "
        "de leur cycle de vie."
    ),
    "nota 3": (
        "Les obstacles sont des freins à la fonctionnalité des continuités écologiques "
        "identifiés dans l'atlas cartographique dans la cartographie des objectifs de "
        "préservation ou de remise en bon état assignés aux éléments de la trame verte et bleue."
    ),
    "legend title": "LÉGENDE",
    "annulment": "annulé par le tribunal administratif de Lille le 26 janvier 2017",
    "successor": (
        "SRADDET Hauts-de-France, approuvé par le préfet de région le 4 août 2020, lui a succédé"
    ),
    "demonstration mark": MARK,
    "scale": "Échelle 1/15 000",
    "projection": "Lambert 93 – EPSG:2154",
    "situation": "CA de Cambrai",
    "neighbour": "Épinoy",
    "date of printing": "Imprimé le ",
}

# The EPCI column: what it has in common with the commune's, and what is its own. The day of its
# update is free text.
EPCI_DATE = "30/09/2016"
EPCI_ITEMS = {
    **{
        name: ITEMS[name]
        for name in ITEMS
        if name.startswith(("text", "nota"))
        or name
        in (
            "motto",
            "title",
            "subtitle",
            "status",
            "office",
            "office name",
            "e-mail",
            "legend title",
            "annulment",
            "successor",
            "demonstration mark",
            "projection",
            "date of printing",
        )
    },
    "state": "RÉPUBLIQUE FRANÇAISE",
    "procedure": "Porter à connaissance pour la procédure de planification urbaine",
    "territory": "E.P.C.I VALENCIENNES MÉTROPOLE",
    "sheet number": "PLAN 1/4",
    "date": f"Date de mise à jour : {EPCI_DATE}",
    "sources": "Sources : Gestionnaires Servitudes © Cadastre / PCI – DGFiP",
    "legend": (
        "Contour de commune Limite du territoire "
        "Schéma régional de cohérence écologique – trame verte et bleue Corridors à renaturer "
        f"{OBSTACLES} (lignes) {OBSTACLES} (points) Corridors écologiques "
        "Réservoir de Biodiversité à préserver Réservoir de Biodiversité à renaturer"
    ),
    "scale": "Échelle 1/",
}
